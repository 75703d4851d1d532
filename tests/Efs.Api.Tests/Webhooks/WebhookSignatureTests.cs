using System.Security.Cryptography;
using System.Text;
using Efs.Api.Modules.Webhooks;
using Efs.Api.Tests.Support;

namespace Efs.Api.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    // The example that the libraries of Standard Webhooks are tested with.
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
        Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private const long Time = 1614265330;
    private static readonly byte[] body = """{"test": 2432232314}"""u8.ToArray();

    [Fact]
    public void The_signature_is_that_of_the_standards_own_example() =>
        Assert.Equal(Signature, WebhookSignature.Sign(Id, Time, body, [Secret]));

    [Fact]
    public void Each_secret_signs_and_one_that_is_older_than_the_standard_does_so_as_text()
    {
        var key = HMACSHA256.HashData("efs_old"u8, [.. Encoding.ASCII.GetBytes($"{Id}.{Time}."), .. body]);
        Assert.Equal($"v1,{Convert.ToBase64String(key)} {Signature}", WebhookSignature.Sign(Id, Time, body, ["efs_old", Secret]));
    }

    [Fact]
    public void A_secret_has_a_key_of_256_bits()
    {
        var secret = WebhookSignature.MakeSecret().Secret;
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        Assert.NotEqual(secret, WebhookSignature.MakeSecret().Secret);
    }

    [Theory]
    [InlineData("docs/guide/webhooks.md")]
    [InlineData("docs/guide/webhooks.en.md")]
    public void The_guide_verifies_the_same_example(string guide)
    {
        var text = File.ReadAllText(Repository.File(guide));
        Assert.All(
            new[] { Id, Secret, Signature, $"{Time}", Encoding.UTF8.GetString(body) },
            part => Assert.Contains(part, text, StringComparison.Ordinal)
        );
    }
}
