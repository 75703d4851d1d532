using System.Reflection;
using System.Text.RegularExpressions;
using Efs.Api.Kernel;
using Efs.Api.Platform.OpenApi;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Architecture
{
    /// <summary>The order inside Platform, and that it names no module, not even in a text.</summary>
    public sealed class PlatformTests
    {
        // From the top: each may use those after it.
        private static readonly string[] order = ["OpenApi", "Pages", "Http", "Exports", "Pipeline", "Resources", "Postgres", "Crypto"];

        private static readonly Type[] program = [.. typeof(App).Assembly.GetTypes().Where(t => FolderOf(t) is not null)];
        private static readonly Type[] trespassers = [.. typeof(PlatformTests).Assembly.GetTypes().Where(t => FolderOf(t) is not null)];

        // The contract's prose names paths for readers. Regions are in every key, so lists are read region by region.
        private static readonly Type[] mayName = [typeof(Contract), typeof(KeysetQuery<,,>)];

        [Fact]
        public void Every_folder_uses_only_those_below_it() => Found.Nothing(Climbers(program));

        [Fact]
        public void A_folder_that_uses_one_above_it_is_caught() =>
            Assert.Equal(
                [
                    "Efs.Api.Platform.Observability.Trespassing.Reads -> Efs.Api.Platform.Postgres.Db",
                    "Efs.Api.Platform.Postgres.Trespassing.Answers -> Efs.Api.Platform.Http.Operation",
                ],
                Climbers(trespassers).Order()
            );

        [Fact]
        public void No_text_names_a_module_a_resource_or_a_table() => Found.Nothing(Named(program));

        [Fact]
        public void A_text_that_names_a_module_a_resource_or_a_table_is_caught() =>
            Assert.Equal(
                [
                    "Efs.Api.Platform.Postgres.Trespassing.Names: SELECT count(*) FROM schools.school",
                    "Efs.Api.Platform.Postgres.Trespassing.Names: educator_person_id_fkey",
                    "Efs.Api.Platform.Postgres.Trespassing.Names: programs",
                    "Efs.Api.Platform.Postgres.Trespassing.Names: trajectories:write",
                ],
                Named(trespassers).Order(StringComparer.Ordinal)
            );

        private static IEnumerable<string> Climbers(Type[] types) =>
            from type in types
            let here = FolderOf(type)
            from used in Uses.Of(type)
            let there = FolderOf(used)
            where there is { Length: > 0 } && there != here && !MayUse(here, there)
            select $"{Outermost(type).FullName} -> {used.FullName}";

        // What stands in Platform itself serves all folders and knows none.
        private static bool MayUse(string here, string there) =>
            there == "Observability"
                ? here.Length > 0
                : order.Contains(here) && order.Contains(there) && Array.IndexOf(order, here) < Array.IndexOf(order, there);

        private static IEnumerable<string> Named(Type[] types)
        {
            var names = Names();
            return (
                from type in types
                where !mayName.Contains(Outermost(type))
                from text in Texts(type)
                where names.IsMatch(text)
                select $"{Outermost(type).FullName}: {text}"
            ).Distinct();
        }

        private static Regex Names()
        {
            var modules = typeof(App)
                .Assembly.GetTypes()
                .Select(Rooms.Of)
                .Where(Rooms.IsModule)
                .Distinct()
                .Select(Efs.Api.Platform.Postgres.Columns.ToColumn);
            var schemas = modules.Select(m => m.TrimStart('_')).Concat(ResourceCatalogue.All.Select(r => r.Module)).Distinct().ToList();
            var tables = ResourceCatalogue
                .All.SelectMany(r => r.ChildTables.Select(t => t.Table).Append(r.Table))
                .Select(t => t.Split('.')[1]);
            var scopes = ScopeCatalogue.All.Select(s => s.Name);
            return new Regex(
                $@"\A({string.Join('|', schemas.Concat(ResourceCatalogue.All.Select(r => r.Name)))})\z"
                    + $@"|\b({string.Join('|', schemas)})\.[a-z_]+"
                    + $@"|\b({string.Join('|', tables)})_\w*(pkey|fkey|key|check|excl)\b"
                    + $@"|\b({string.Join('|', scopes)})\b"
            );
        }

        private static IEnumerable<string> Texts(Type type) =>
            Uses.Methods(type)
                .SelectMany(Uses.Instructions)
                .Select(i => i.Operand)
                .OfType<string>()
                .Concat(
                    type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly)
                        .Where(f => f.IsLiteral)
                        .Select(f => f.GetRawConstantValue())
                        .OfType<string>()
                );

        // The folder of a type of Platform; empty for what stands in Platform itself, null for what is not of it.
        private static string? FolderOf(Type type) =>
            (type.Namespace ?? "").Split('.') switch
            {
                ["Efs", "Api", "Platform", "Trespassing"] => null,
                ["Efs", "Api", "Platform", var folder, ..] => folder,
                ["Efs", "Api", "Platform"] => "",
                _ => null,
            };

        private static Type Outermost(Type type) => type.DeclaringType is { } parent ? Outermost(parent) : type;
    }
}

// The trespassers: each breaks one rule, and exists to be caught.
namespace Efs.Api.Platform.Postgres.Trespassing
{
    internal static class Answers
    {
        public static string Name(object it) => ((Http.Operation)it).Name;
    }

    internal static class Names
    {
        public const string Scope = "trajectories:write";

        public static string[] All => ["programs", "SELECT count(*) FROM schools.school", "educator_person_id_fkey", "SELECT 1"];
    }
}

namespace Efs.Api.Platform.Observability.Trespassing
{
    internal static class Reads
    {
        public static bool Is(object it) => it is Postgres.Db;
    }
}
