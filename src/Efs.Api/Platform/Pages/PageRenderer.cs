using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Efs.Api.Platform.Pages;

/// <summary>Renders a Razor component as a whole page, on the server and once.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory logs)
{
    /// <param name="parameters">The component's parameters by their names.</param>
    public async Task<string> Render<TPage>(Dictionary<string, object?> parameters)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
    }
}
