FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY src/Directory.Build.props src/
COPY src/Efs.Api/Efs.Api.csproj src/Efs.Api/
RUN dotnet restore src/Efs.Api
COPY db db
COPY src/Efs.Dashboard src/Efs.Dashboard
COPY src/Efs.Api src/Efs.Api
RUN dotnet publish src/Efs.Api -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENV EFS_URLS=http://0.0.0.0:8080
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD curl -fs http://127.0.0.1:8080/health/ready || exit 1
ENTRYPOINT ["dotnet", "Efs.Api.dll"]
