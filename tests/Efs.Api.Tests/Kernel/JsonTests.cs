using System.Runtime.Loader;
using System.Text.Json;
using Efs.Api.Kernel;
using ApiJson = Efs.Api.Kernel.Json;

namespace Efs.Api.Tests.Kernel;

public sealed class JsonTests
{
    [Theory]
    [InlineData(nameof(ApiJson.Options))]
    [InlineData(nameof(ApiJson.DocumentOptions))]
    public void Types_can_be_asked_for_before_anything_was_serialised(string name)
    {
        // Other tests have used the options already: the program is loaded once more.
        var context = new AssemblyLoadContext(nameof(JsonTests), isCollectible: true);
        var json = context.LoadFromAssemblyPath(typeof(ApiJson).Assembly.Location).GetType(typeof(ApiJson).FullName!)!;
        var options = (JsonSerializerOptions)json.GetField(name)!.GetValue(null)!;
        Assert.NotSame(ApiJson.Options, options);
        Assert.NotNull(options.GetTypeInfo(typeof(Record)));
        context.Unload();
    }
}
