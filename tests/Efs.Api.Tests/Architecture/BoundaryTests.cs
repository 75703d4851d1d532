using System.Reflection;
using Efs.Api.Kernel;
using Efs.Api.Modules.Security;
using Efs.Api.Platform;
using Efs.Api.Tests.Support;
using MediatR;

namespace Efs.Api.Tests.Architecture
{
    /// <summary>Who may know whom, read from the program's own code. Each rule is tried on a trespasser too.</summary>
    public sealed class BoundaryTests
    {
        private static readonly Type[] program = typeof(App).Assembly.GetTypes();
        private static readonly Type[] trespassers =
        [
            .. typeof(BoundaryTests)
                .Assembly.GetTypes()
                .Where(t => t.Namespace is { } room && room.EndsWith(".Trespassing", StringComparison.Ordinal)),
        ];

        // The connection string is judged where all settings are, as Npgsql reads it; it opens nothing.
        private static readonly Type[] readsConnectionStrings = [typeof(Settings)];

        [Fact]
        public void Nobody_looks_upward_or_sideways() => Found.Nothing(Trespasses(program));

        [Theory]
        [InlineData("Modules.Trespassing.Sideways -> Efs.Api.Modules.Educators.EducatorFields")]
        [InlineData("Modules.Trespassing.Upward -> Efs.Api.App")]
        [InlineData("Modules.Trespassing.ByGeneric -> Efs.Api.Modules.Schools.School")]
        [InlineData("Modules.Trespassing.ByAttribute -> Efs.Api.Modules.Schools.School")]
        [InlineData("Modules.Trespassing.ByConstraint -> Efs.Api.Modules.Schools.SchoolFields")]
        [InlineData("Platform.Trespassing.KnowsAModule -> Efs.Api.Modules.Institutes.Institute")]
        [InlineData("Kernel.Trespassing.KnowsThePlatform -> Efs.Api.Platform.Settings")]
        public void Looking_upward_or_sideways_is_caught(string trespass) =>
            Assert.Contains($"Efs.Api.{trespass}", Trespasses(trespassers));

        [Fact]
        public void Only_the_platforms_data_speaks_to_the_database() => Found.Nothing(DatabaseSpeakers(program));

        [Fact]
        public void Speaking_to_the_database_elsewhere_is_caught() =>
            Assert.Equal(
                [
                    "Efs.Api.Modules.Trespassing.Dappers -> Dapper.SqlMapper",
                    "Efs.Api.Platform.Trespassing.OpensConnections -> Npgsql.NpgsqlDataSource",
                ],
                DatabaseSpeakers(trespassers).Order()
            );

        [Fact]
        public void Modules_never_hold_the_mediator() => Found.Nothing(MediatorHolders(program));

        [Fact]
        public void A_module_that_holds_the_mediator_is_caught() =>
            Assert.Equal(["Efs.Api.Modules.Trespassing.Sends -> MediatR.IMediator"], MediatorHolders(trespassers).Distinct());

        [Fact]
        public void The_kernel_knows_no_web() => Found.Nothing(WebKnowers(program));

        [Fact]
        public void A_kernel_that_knows_the_web_is_caught() => Assert.Single(WebKnowers(trespassers));

        [Fact]
        public void Every_message_says_its_scope() => Found.Nothing(Unguarded(program));

        [Fact]
        public void A_message_without_a_known_scope_is_caught() =>
            Assert.Equal(["Boundless", "NoSuchScope", "Unregistered"], Unguarded(trespassers).Order());

        [Fact]
        public void Every_error_that_a_message_refuses_with_is_in_the_catalogue() => Found.Nothing(UnknownRefusals(program));

        [Fact]
        public void A_refusal_out_of_the_catalogue_is_caught() =>
            Assert.Equal(["NoSuchScope: trespassing.nothing", "Wrongdoer: trespassing.nothing"], UnknownRefusals(trespassers).Order());

        [Fact]
        public void Handlers_are_hidden_and_messages_and_answers_are_open_and_sealed() => Found.Nothing(Misshapen(program));

        [Fact]
        public void A_wrongly_declared_handler_message_or_answer_is_caught() =>
            Assert.Equal(["HandlesInTheOpen: handler", "LooseAnswer: answer", "Unsealed: message"], Misshapen(trespassers).Order());

        private static IEnumerable<string> Trespasses(Type[] types) =>
            from type in types
            let here = Rooms.Of(type)
            where here is not ("" or "App")
            from used in Uses.Of(type)
            let there = Rooms.Of(used)
            where there.Length > 0 && there != here && !MayKnow(here, there)
            select $"{Outermost(type).FullName} -> {used.FullName}";

        private static bool MayKnow(string here, string there) =>
            here switch
            {
                "Kernel" => false,
                "Platform" => there == "Kernel",
                _ => there is "Kernel" or "Platform",
            };

        private static IEnumerable<string> DatabaseSpeakers(Type[] types) =>
            from type in types
            where
                Rooms.Of(type) is not ("" or "App")
                && type.Namespace is not ("Efs.Api.Platform.Postgres" or "Efs.Api.Platform.Resources")
                && !readsConnectionStrings.Contains(Outermost(type))
            from used in Uses.Of(type)
            where used.Assembly.GetName().Name is "Dapper" or "Npgsql"
            select $"{type.FullName} -> {used.FullName}";

        private static Type Outermost(Type type) => type.DeclaringType is { } parent ? Outermost(parent) : type;

        // What a message or a handler is by way of the kernel's own interfaces may be known; what sends may not.
        private static IEnumerable<string> MediatorHolders(Type[] types) =>
            from type in types
            where Rooms.IsModule(Rooms.Of(type))
            from used in Uses.Of(type)
            where
                used.Assembly == typeof(IMediator).Assembly
                && used != typeof(IRequest<>)
                && used != typeof(IBaseRequest)
                && used != typeof(IRequestHandler<,>)
            select $"{type.FullName} -> {used.FullName}";

        private static IEnumerable<string> WebKnowers(Type[] types) =>
            from type in types
            where Rooms.Of(type) == "Kernel"
            from used in Uses.Of(type)
            where
                used.Assembly.GetName().Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                || used.Assembly.GetName().Name!.StartsWith("Microsoft.Extensions", StringComparison.Ordinal)
            select $"{type.FullName} -> {used.FullName}";

        // The verbs of a registry are guarded by the record that they are about: its scopes are module:read and module:write.
        private static IEnumerable<string> Unguarded(Type[] types) =>
            (
                from type in types
                where
                    IsMessage(type) && !type.IsGenericTypeDefinition && !IsKnown(type.GetCustomAttribute<RequiresAttribute>()?.Scope, type)
                select type.Name
            )
                .Concat(
                    from type in types
                    where type.IsClass && typeof(IRecord).IsAssignableFrom(type)
                    let module = type.GetCustomAttribute<ResourceAttribute>()?.Module
                    where !IsKnown($"{module}:read", type) || !IsKnown($"{module}:write", type)
                    select type.Name
                )
                .Concat(
                    from type in types
                    where
                        IsMessage(type)
                        && type.IsGenericTypeDefinition
                        && !type.GetGenericArguments()[^1].Name.Equals("TRecord", StringComparison.Ordinal)
                    select type.Name
                );

        // Only who asks about itself needs no scope.
        private static bool IsKnown(string? scope, Type type) =>
            scope is "" ? type == typeof(WhoAmI) || type == typeof(IssueToken) : ApiClientFields.KnownScopes.Contains(scope);

        private static IEnumerable<string> UnknownRefusals(Type[] types)
        {
            var catalogue = new Catalogue(typeof(App).Assembly).ByCode;
            return from type in types
                from code in (type.GetCustomAttribute<ProducesErrorsAttribute>()?.ErrorCodes ?? []).Concat(
                    type.GetCustomAttribute<ResourceAttribute>()?.ErrorCodes ?? []
                )
                where !catalogue.ContainsKey(code)
                select $"{type.Name}: {code}";
        }

        private static IEnumerable<string> Misshapen(Type[] types)
        {
            foreach (var type in types.Where(t => t is { IsAbstract: false, IsInterface: false }))
            {
                if (Closed(type, typeof(IRequestHandler<,>)).Any() && (type.IsVisible || !type.IsSealed))
                    yield return $"{type.Name}: handler";
                if (!IsMessage(type))
                    continue;
                if (!type.IsVisible || !type.IsSealed)
                    yield return $"{type.Name}: message";
                foreach (var response in Closed(type, typeof(IRequest<>)).SelectMany(i => Parts(i.GetGenericArguments()[0])).Distinct())
                    if (Rooms.Of(response).Length > 0 && (!response.IsVisible || !response.IsSealed))
                        yield return $"{response.Name}: answer";
            }
        }

        private static IEnumerable<Type> Parts(Type response) =>
            response.IsGenericParameter ? []
            : response.IsGenericType ? response.GetGenericArguments().SelectMany(Parts).Append(response.GetGenericTypeDefinition())
            : [response];

        private static bool IsMessage(Type type) =>
            type is { IsAbstract: false, IsInterface: false } && Closed(type, typeof(IRequest<>)).Any();

        private static IEnumerable<Type> Closed(Type type, Type open) =>
            type.GetInterfaces().Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == open);
    }
}

// The trespassers: each breaks one rule, and exists to be caught.
namespace Efs.Api.Kernel.Trespassing
{
    internal static class KnowsThePlatform
    {
        public static int Pool(object settings) => ((Platform.Settings)settings).Pool;
    }

    internal static class KnowsTheWeb
    {
        public static bool Is(object it) => it is Microsoft.AspNetCore.Builder.WebApplication;
    }
}

namespace Efs.Api.Platform.Trespassing
{
    internal static class KnowsAModule
    {
        public static object Make() => Array.Empty<Modules.Institutes.Institute>();
    }

    internal static class OpensConnections
    {
        public static object Open(string text) => Npgsql.NpgsqlDataSource.Create(text);
    }
}

namespace Efs.Api.Modules.Trespassing
{
    using Efs.Api.Kernel;

    internal static class Sideways
    {
        public static Func<object> Reach =>
            () =>
                new Educators.EducatorFields
                {
                    RegionCode = "74",
                    Gender = "",
                    LegalBasis = null!,
                };
    }

    internal static class Upward
    {
        public static object Reach() => typeof(App);
    }

    internal static class ByGeneric
    {
        public static object? Reach(Page<object> page) => page.Items.OfType<Schools.School>().FirstOrDefault();
    }

    [System.ComponentModel.TypeConverter(typeof(Schools.School))]
    internal static class ByAttribute;

    internal static class ByConstraint
    {
        public static string Reach<T>(T it)
            where T : Schools.SchoolFields => it.ToString()!;
    }

    internal static class Dappers
    {
        public static object Ask(System.Data.IDbConnection connection) => Dapper.SqlMapper.Execute(connection, "SELECT 1");
    }

    internal sealed class Sends(MediatR.IMediator mediator)
    {
        public Task Again(Wrongdoer message) => mediator.Send(message);
    }

    public sealed record Boundless : IQuery<Fine>;

    [Requires("trespassing:read"), ProducesErrors("trespassing.nothing")]
    public sealed record NoSuchScope : IQuery<Fine>;

    public sealed record Unregistered : IRecord
    {
        public Guid Id { get; init; }
        public string RegionCode { get; init; } = "";
        public int Version { get; init; }
        public DateTime CreatedAt { get; init; }
        public DateTime UpdatedAt { get; init; }
    }

    [Requires("regions:read"), ProducesErrors("trespassing.nothing")]
    public sealed record Wrongdoer : IQuery<Page<LooseAnswer>>;

    [Requires("regions:read")]
    public record Unsealed : IQuery<Fine>;

    public record LooseAnswer;

    public sealed record Fine;

    public sealed class HandlesInTheOpen : IHandle<Unsealed, Fine>
    {
        public Task<Fine> Handle(Unsealed request, CancellationToken cancellationToken) => Task.FromResult(new Fine());
    }
}
