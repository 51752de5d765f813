using MetaLogging.Capturing;
using Xunit;

namespace MetaLogging.Tests.Capturing;

public sealed class SecretNamesTests
{
    [Theory]
    [InlineData("password")]
    [InlineData("PasswordHash")]
    [InlineData("new_password")]
    [InlineData("apiKey")]
    [InlineData("X-Api-Key")]
    [InlineData("access_token")]
    [InlineData("ClientSecret")]
    [InlineData("Authorization")]
    [InlineData("Set-Cookie")]
    [InlineData("SecurityStamp")]
    [InlineData("pin")]
    [InlineData("CardPin")]
    [InlineData("card_pin")]
    [InlineData("pin_code")]
    [InlineData("otp")]
    [InlineData("TotpCode")]
    public void Names_of_secrets_are_known(string name) => Assert.True(SecretNames.IsSecret(name));

    [Theory]
    [InlineData("id")]
    [InlineData("user_name")]
    [InlineData("Email")]
    [InlineData("spinner")]
    [InlineData("Shipping")]
    [InlineData("pinned")]
    [InlineData("company")]
    [InlineData("Panel")]
    [InlineData("option")]
    [InlineData("key_id")]
    public void Other_names_are_not(string name) => Assert.False(SecretNames.IsSecret(name));
}
