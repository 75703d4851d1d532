using System.Reflection;
using Efs.Api.Kernel;
using Efs.Api.Platform.Postgres;
using Efs.Api.Platform.Resources;
using MediatR;

namespace Efs.Api.Platform.Pipeline;

internal static class PipelineRegistration
{
    /// <summary>Registers the mediator, its pipeline behaviours and the handlers of the assembly.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, Assembly assembly)
    {
        services
            .AddScoped<ServiceFactory>(provider => provider.GetRequiredService)
            .AddScoped<IMediator, Mediator>()
            .AddScoped<Idempotency>()
            .AddScoped<AuditLog>()
            .AddScoped<SourceReferences>()
            .AddScoped<RecordHistory>()
            .AddSingleton<Turns>();

        foreach (var type in assembly.DefinedTypes.Where(t => t is { IsAbstract: false, IsGenericTypeDefinition: false }))
        foreach (
            var contract in type.ImplementedInterfaces.Where(i =>
                i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)
            )
        )
            services.AddScoped(contract, type);

        foreach (
            var step in new[]
            {
                typeof(Traced<,>),
                typeof(Limited<,>),
                typeof(Masked<,>),
                typeof(Validated<,>),
                typeof(InRegion<,>),
                typeof(Entitled<,>),
                typeof(Collided<,>),
                typeof(InTurn<,>),
                typeof(InTransaction<,>),
                typeof(Audited<,>),
                typeof(DryRun<,>),
                typeof(Idempotent<,>),
                typeof(Referenced<,>),
            }
        ) // outermost first
            services.AddScoped(typeof(IPipelineBehavior<,>), step);

        return services;
    }

    /// <summary>Registers the handlers of a registry's operations.</summary>
    public static IServiceCollection AddRegistry<TFields, TRecord, TRegistry>(this IServiceCollection services)
        where TFields : RegistryFields
        where TRecord : class, TFields, IRecord
        where TRegistry : class, IRegistry<TFields, TRecord>, IBulkWriter, IReconcilable
    {
        DapperTypeHandlers.RegisterDocuments(typeof(TRecord));
        return services
            .AddKeyedScoped<IBulkWriter, TRegistry>(ResourceCatalogue.Get(typeof(TRecord)).Name)
            .AddScoped<IRegistry<TFields, TRecord>, TRegistry>()
            .AddScoped<IReconcilable, TRegistry>()
            .AddScoped<IRequestHandler<Get<TRecord>, TRecord>, GetHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Create<TFields, TRecord>, TRecord>, CreateHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Replace<TFields, TRecord>, TRecord>, ReplaceHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Update<TFields, TRecord>, TRecord>, UpdateHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Delete<TRecord>, NoContent>, DeleteHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Upsert<TFields, TRecord>, UpsertResult<TRecord>>, UpsertHandler<TFields, TRecord>>();
    }
}
