using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Analytics;

public sealed class DashboardPageTests(EfsHost efs) : IClassFixture<EfsHost>
{
    [Fact]
    public async Task Without_an_outside_issuer_the_page_names_none()
    {
        var page = await efs.Anyone.GetStringAsync("/dashboard");
        Assert.Contains("""<meta name="issuer" content="">""", page, StringComparison.Ordinal);
        Assert.Contains("""<meta name="client" content="">""", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_one_the_page_names_it_and_may_ask_it_and_nobody_else()
    {
        await using var app = await RunningApp.Start(
            efs.Connection,
            ("EFS_AUTHORITY", "https://id.example.ru/realms/efs"),
            ("EFS_DASHBOARD_CLIENT", "\"><script>")
        );
        using var response = await app.Anyone.GetAsync("/dashboard");
        Assert.Contains(
            "connect-src 'self' https://id.example.ru;",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains("""<meta name="issuer" content="https://id.example.ru/realms/efs">""", page, StringComparison.Ordinal);
        Assert.Contains("""<meta name="client" content="&quot;&gt;&lt;script&gt;">""", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dashboard", "text/html")]
    [InlineData("/dashboard/style.css", "text/css")]
    [InlineData("/dashboard/dashboard.js", "text/javascript")]
    public async Task Its_files_are_for_everybody(string address, string type)
    {
        using var response = await efs.Anyone.GetAsync(address);
        Assert.Equal($"{type}; charset=utf-8", response.EnsureSuccessStatusCode().Content.Headers.ContentType!.ToString());
    }
}
