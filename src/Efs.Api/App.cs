using System.Diagnostics;
using Efs.Api.Kernel;
using Efs.Api.Modules.Analytics;
using Efs.Api.Modules.ChangeFeed;
using Efs.Api.Modules.Contests;
using Efs.Api.Modules.Educators;
using Efs.Api.Modules.Events;
using Efs.Api.Modules.Imports;
using Efs.Api.Modules.Institutes;
using Efs.Api.Modules.Programs;
using Efs.Api.Modules.Projects;
using Efs.Api.Modules.Pushes;
using Efs.Api.Modules.Reconciliation;
using Efs.Api.Modules.Regions;
using Efs.Api.Modules.SchoolDevelopment;
using Efs.Api.Modules.Schools;
using Efs.Api.Modules.Security;
using Efs.Api.Modules.Trajectories;
using Efs.Api.Modules.Webhooks;
using Efs.Api.Platform;
using Efs.Api.Platform.Exports;
using Efs.Api.Platform.Http;
using Efs.Api.Platform.Observability;
using Efs.Api.Platform.OpenApi;
using Efs.Api.Platform.Pages;
using Efs.Api.Platform.Pipeline;
using Efs.Api.Platform.Postgres;

namespace Efs.Api;

/// <summary>Lists the parts of the service, and the order in which a request passes them.</summary>
public static class App
{
    /// <param name="settings">The settings.</param>
    /// <param name="clock">Tells what day it is in each region.</param>
    /// <param name="replace">Replaces services by others.</param>
    internal static WebApplication Build(Settings settings, TimeProvider? clock = null, Action<IServiceCollection>? replace = null)
    {
        Activity.DefaultIdFormat = ActivityIdFormat.W3C;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.MaxBody;
            kestrel.Limits.MaxConcurrentConnections = settings.Connections;
            var connections = new ConnectionLimits(settings);
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(connections.Limit).Use(RefusedRequests.Replaceable));
        });
        Telemetry.Add(builder, settings);

        builder.Services.AddSingleton(settings).AddSingleton(new Catalogue(typeof(App).Assembly));
        builder.Services.AddSingleton(clock ?? TimeProvider.System).AddDatabase(settings);
        Health.Add(builder.Services);
        Drain.Add(builder.Services, settings);
        builder
            .Services.AddScoped<RequestContext>()
            .AddScoped(provider => provider.GetRequiredService<RequestContext>().Caller)
            .AddScoped(provider => new ValidationContext(
                provider.GetRequiredService<ReferenceStore>().Current,
                provider.GetRequiredService<Caller>().SeesPersonalData
            ));
        builder.Services.AddSingleton<Rejections>().AddSingleton<RateLimits>().AddSingleton<WorkLimiter>();
        builder.Services.AddSingleton<LongPollLimiter>().AddSingleton<UploadLimiter>().AddSingleton<ExportLimiter>();
        builder.Services.AddPipeline(typeof(App).Assembly).AddScoped<ListExport>();
        builder.Services.AddCors(cors =>
            cors.AddDefaultPolicy(policy =>
                policy.WithOrigins([.. settings.Cors]).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders([.. Contract.HeaderNames])
            )
        );
        Compression.Add(builder.Services);
        ForwardedAddress.Add(builder.Services, settings);
        Authentication.Add(builder.Services, settings);
        Contract.Add(builder.Services);
        Pages.Add(builder.Services);

        Regions.Add(builder.Services);
        Institutes.Add(builder.Services);
        Schools.Add(builder.Services);
        Educators.Add(builder.Services);
        Programs.Add(builder.Services);
        Trajectories.Add(builder.Services);
        Projects.Add(builder.Services);
        Events.Add(builder.Services);
        SchoolDevelopment.Add(builder.Services);
        Contests.Add(builder.Services);
        Analytics.Add(builder.Services);
        Imports.Add(builder.Services);
        ChangeFeed.Add(builder.Services);
        Webhooks.Add(builder.Services);
        Security.Add(builder.Services);

        replace?.Invoke(builder.Services);
        var app = builder.Build();
        RefusedRequests.Use(app.Services);
        Drain.Use(app);
        ForwardedAddress.Use(app, settings);
        SecurityHeaders.Use(app);
        app.UseResponseCompression();
        app.UseMiddleware<Problems>();
        ReferencePages.Use(app);
        app.UseRouting();
        if (settings.Cors.Count > 0)
            app.UseCors();
        Authentication.Use(app, settings);
        var limits = app.Services.GetRequiredService<RateLimits>();
        app.Use(limits.InvokeAsync);

        Health.Map(app);
        Token.Map(app, settings);
        Contract.Map(app);
        Pages.Map(app);
        DashboardPage.Map(app, settings);
        var v1 = app.MapGroup("/v1");
        Regions.Map(v1);
        Institutes.Map(v1);
        Schools.Map(v1);
        Educators.Map(v1);
        Programs.Map(v1);
        Trajectories.Map(v1);
        Projects.Map(v1);
        Events.Map(v1);
        SchoolDevelopment.Map(v1);
        Contests.Map(v1);
        Analytics.Map(v1);
        Imports.Map(v1);
        ChangeFeed.Map(v1);
        Webhooks.Map(v1);
        Reconciliation.Map(v1);
        Pushes.Map(v1);
        Security.Map(v1);
        return app;
    }
}
