using System.Reflection;
using System.Text;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Efs.Api.Tests.Architecture;

/// <summary>The descriptors of resources agree with what can't read them: statements, triggers, files.</summary>
public sealed class ResourceTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public void Each_resource_comes_after_those_that_its_documents_refer_to() =>
        Found.Nothing(
            from resource in ResourceCatalogue.All
            from property in Schema.For(resource.Record.BaseType!).Properties
            where property.RefersTo is { } other && other != resource.Name
            where Position(property.RefersTo!) > Position(resource.Name)
            select $"{resource.Name} -> {property.RefersTo}"
        );

    [Fact]
    public void Every_record_declares_its_resource() =>
        Assert.Equal(
            typeof(App).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IRecord))).Select(t => t.Name).Order(),
            ResourceCatalogue.All.Select(r => r.Record.Name).Order()
        );

    [Fact]
    public async Task Natural_keys_and_ends_are_those_of_the_statements()
    {
        await using var scope = efs.Services.CreateAsyncScope();
        Found.Nothing(
            from resource in ResourceCatalogue.All
            let writer = scope.ServiceProvider.GetRequiredKeyedService<IBulkWriter>(resource.Name)
            let statements = StatementsOf(writer)
            let isClosable = statements.GetType().GetProperty("OpenCondition")!.GetValue(statements) is not null
            let table = (string)statements.GetType().GetProperty("Table")!.GetValue(statements)!
            where
                writer.Record != resource.Record
                || writer.HasNaturalKey != resource.NaturalKey.Count > 0
                || isClosable != resource.IsClosable
                || table != resource.Table
            select resource.Name
        );
    }

    [Fact]
    public void Natural_keys_are_made_of_members() =>
        Found.Nothing(
            from resource in ResourceCatalogue.All
            from member in resource.NaturalKey.Concat(resource.ChildTables.Select(t => t.Member))
            where !resource.Has(member)
            select $"{resource.Name}.{member}"
        );

    [Fact]
    public async Task The_feed_follows_the_tables_of_the_resources() => Found.Nothing(Differences(ResourceCatalogue.All, await Triggers()));

    [Fact]
    public async Task A_table_that_the_feed_does_not_follow_is_caught()
    {
        var triggers = await Triggers();
        triggers.Remove("schools.school schools");
        triggers.Add("schools.roof schools");
        Assert.Equal(["schools.roof schools", "schools.school schools"], Differences(ResourceCatalogue.All, triggers).Order());
    }

    [Fact]
    public async Task A_shared_record_of_which_nobody_else_is_told_is_caught()
    {
        var triggers = await Triggers();
        const string shared = "events.event events participant_regions events.registration event_id";
        triggers.Remove(shared);
        triggers.Add("events.event events");
        Assert.Equal(["events.event events", shared], Differences(ResourceCatalogue.All, triggers).Order());
    }

    private static HashSet<string> Differences(IReadOnlyList<ResourceDescriptor> resources, HashSet<string> triggers)
    {
        var declared = resources.Where(r => r.IsFollowed).SelectMany(Declared).ToHashSet();
        declared.SymmetricExceptWith(triggers);
        return declared;
    }

    private static IEnumerable<string> Declared(ResourceDescriptor resource)
    {
        var (participantsOf, participantsOfParts) = resource.IsSharedWithParticipants
            ? ($" participant_regions{AnswersTo(resource)}", $" {resource.Table}{AnswersTo(resource)}")
            : ("", "");
        return resource
            .ChildTables.Select(t => (t.Table, t.OwnerColumn, t.Member))
            .Concat(resource.AddedTables.Select(t => (t.Table, t.OwnerColumn, t.Member)))
            .Select(t => $"{t.Table} {resource.Name} {t.OwnerColumn} {t.Member}{participantsOfParts}")
            .Append($"{resource.Table} {resource.Name}{participantsOf}");
    }

    // Of a resource whose records may be open to every region: the table and the column of the records by which regions take part.
    private static string AnswersTo(ResourceDescriptor resource) =>
        resource.Record.GetProperty("ParticipantRegions")?.GetCustomAttribute<FormAttribute>() is null
            ? ""
            : (
                from other in ResourceCatalogue.All
                where other.IsSharedWithParticipants
                from property in Schema.For(other.Record.BaseType!).Properties
                where property.RefersTo == resource.Name
                select $" {other.Table} {property.Name.ToColumn()}"
            ).Single();

    // Each table that is followed, with the arguments of its triggers.
    private async Task<HashSet<string>> Triggers()
    {
        await using var command = efs.Owner.CreateCommand(
            """
            SELECT DISTINCT t.tgrelid::regclass::text, t.tgargs
            FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE NOT t.tgisinternal AND p.pronamespace = 'change_feed'::regnamespace AND p.proname LIKE 'note%'
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        var triggers = new HashSet<string>();
        while (await reader.ReadAsync())
            triggers.Add($"{reader.GetString(0)} {Encoding.UTF8.GetString((byte[])reader[1]).TrimEnd('\0').Replace('\0', ' ')}");
        return triggers;
    }

    private static object StatementsOf(IBulkWriter writer)
    {
        var table = writer
            .GetType()
            .GetProperties(BindingFlags.NonPublic | BindingFlags.Instance)
            .First(p => p.Name == "Table")
            .GetValue(writer)!;
        return table.GetType().GetProperty("Sql")!.GetValue(table)!;
    }

    private static int Position(string resource) => ResourceCatalogue.All.Index().Single(r => r.Item.Name == resource).Index;
}
