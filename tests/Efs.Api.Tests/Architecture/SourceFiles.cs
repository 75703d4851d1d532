using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Efs.Api.Tests.Architecture;

/// <summary>The source files of an assembly's types, as its debug symbols name them; generated code is left out.</summary>
internal sealed class SourceFiles
{
    private static readonly Guid typeDefinitionDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");
    private readonly Dictionary<int, HashSet<string>> byToken = [];

    public SourceFiles(Assembly assembly)
    {
        using var symbols = File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb"));
        using var provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        var reader = provider.GetMetadataReader();
        foreach (var handle in reader.MethodDebugInformation)
        {
            var method = assembly.ManifestModule.ResolveMethod(MetadataTokens.GetToken(handle.ToDefinitionHandle()))!;
            foreach (var point in reader.GetMethodDebugInformation(handle).GetSequencePoints())
                Add(method.DeclaringType!.MetadataToken, reader, point.Document);
        }
        // Types without code of their own: interfaces and closed lists.
        foreach (var handle in reader.CustomDebugInformation)
        {
            var information = reader.GetCustomDebugInformation(handle);
            if (reader.GetGuid(information.Kind) != typeDefinitionDocuments)
                continue;
            var documents = reader.GetBlobReader(information.Value);
            while (documents.RemainingBytes > 0)
                Add(MetadataTokens.GetToken(information.Parent), reader, MetadataTokens.DocumentHandle(documents.ReadCompressedInteger()));
        }
    }

    /// <summary>The files that declare the type; of one that the compiler made, those of the type around it.</summary>
    public IReadOnlyCollection<string> Of(Type type) =>
        byToken.TryGetValue(type.MetadataToken, out var files) ? files
        : type.DeclaringType is { } parent ? Of(parent)
        : [];

    private void Add(int type, MetadataReader reader, DocumentHandle document)
    {
        var path = reader.GetString(reader.GetDocument(document).Name).Replace('\\', '/');
        if (path.EndsWith(".g.cs", StringComparison.Ordinal) || path.Contains("/obj/", StringComparison.Ordinal))
            return;
        if (!byToken.TryGetValue(type, out var files))
            byToken[type] = files = [];
        files.Add(path);
    }
}
