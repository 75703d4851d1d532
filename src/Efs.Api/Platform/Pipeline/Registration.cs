using System.Reflection;
using Efs.Api.Kernel;
using Efs.Api.Platform.Data;
using MediatR;

namespace Efs.Api.Platform.Pipeline;

internal static class Registration
{
    /// <summary>The mediator, the steps that every message takes, and the handlers of the assembly.</summary>
    public static IServiceCollection AddPipeline(this IServiceCollection services, Assembly assembly)
    {
        services
            .AddScoped<ServiceFactory>(provider => provider.GetRequiredService)
            .AddScoped<IMediator, Mediator>()
            .AddScoped<Once>()
            .AddScoped<AuditLog>();

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
                typeof(Checked<,>),
                typeof(InRegion<,>),
                typeof(InTransaction<,>),
                typeof(Audited<,>),
                typeof(CarriedOutOnce<,>),
            }
        ) // outermost first
            services.AddScoped(typeof(IPipelineBehavior<,>), step);

        return services;
    }

    /// <summary>The verbs of a registry.</summary>
    public static IServiceCollection AddRegistry<TFields, TRecord, TRegistry>(this IServiceCollection services)
        where TFields : RegistryFields
        where TRecord : class, TFields, IRecord
        where TRegistry : class, IRegistry<TFields, TRecord>, IIntake, IDocuments =>
        services
            .AddKeyedScoped<IIntake, TRegistry>(typeof(TRecord).GetCustomAttribute<RegistryAttribute>()!.Resource)
            .AddScoped<IRegistry<TFields, TRecord>, TRegistry>()
            .AddScoped<IDocuments, TRegistry>()
            .AddScoped<IRequestHandler<Find<TRecord>, TRecord>, FindHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Register<TFields, TRecord>, TRecord>, RegisterHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Replace<TFields, TRecord>, TRecord>, ReplaceHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Amend<TFields, TRecord>, TRecord>, AmendHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Remove<TRecord>, Removed>, RemoveHandler<TFields, TRecord>>()
            .AddScoped<IRequestHandler<Sync<TFields, TRecord>, Synced<TRecord>>, SyncHandler<TFields, TRecord>>();
}
