using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Musubi.Durable;

namespace Musubi.Integration.Tests;

// docs:protector
public sealed class PageProtector(IDataProtectionProvider provider) : IRootProtector
{
    private readonly IDataProtector _protector = provider.CreateProtector("pages");

    public byte[] Protect(byte[] plain) => _protector.Protect(plain);

    public byte[] Unprotect(byte[] stored) => _protector.Unprotect(stored);
}
// docs:end

/// <summary>The protector that docs/durable.md shows.</summary>
public sealed class ProtectedRootTests
{
    [Fact]
    public void Protector_OverDataProtection_GivesBackWhatItWasGivenAndRefusesAnothers()
    {
        var protector = new PageProtector(new EphemeralDataProtectionProvider());

        var stored = protector.Protect("a record"u8.ToArray());

        Assert.Equal("a record"u8.ToArray(), protector.Unprotect(stored));
        Assert.Throws<CryptographicException>(() => new PageProtector(new EphemeralDataProtectionProvider()).Unprotect(stored));
    }
}
