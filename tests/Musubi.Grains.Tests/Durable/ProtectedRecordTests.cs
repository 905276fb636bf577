using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Durable;
using Musubi.Grains.Stores;
using Orleans.Serialization;

namespace Musubi.Grains.Tests.Durable;

/// <summary>What a storage holds when the silo has an <see cref="IRootProtector"/>. Source: docs/durable.md, "Encryption at rest".</summary>
public sealed class ProtectedRecordTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().AddMusubiSerialization().BuildServiceProvider();

    private static Golden Plain { get; } = new(Golden.Versions[0]);

    [Fact]
    public void Record_Protected_HoldsNothingOfTheState_AndIsReadBack()
    {
        var codec = Codec(new Aes());
        var mount = Codec(null).Read(Plain.Stored);

        var written = codec.Write(mount);

        Assert.True(Plain.Stored.Snapshot.Span.IndexOf("golden-news"u8) >= 0 || Plain.Stored.Records[0].Span.IndexOf("golden-news"u8) >= 0);
        Assert.True(written.AsSpan().IndexOf("golden-news"u8) < 0);
        Assert.Equal(Plain.HeldThen, Golden.Describe(codec.Read(Stored(written))));
    }

    [Fact]
    public void Records_OfBeforeThereWasAProtector_AreReadBesideThoseSince()
    {
        var codec = Codec(new Aes());

        Assert.Equal(Plain.HeldThen, Golden.Describe(codec.Read(Plain.Stored)));
        var since = codec.Write(new MountRecord(CrashedAt: DateTimeOffset.UnixEpoch));
        Assert.Equal([DateTimeOffset.UnixEpoch], codec.Read(Plain.Stored with { Records = Plain.Stored.Records.Add(since) }).Crashes);
    }

    [Fact]
    public void Record_WhoseKeyIsGone_CannotBeRead()
    {
        var written = Codec(new Aes()).Write(Codec(null).Read(Plain.Stored));

        Assert.ThrowsAny<CryptographicException>(() => Codec(new Aes()).Read(Stored(written)));
        Assert.Contains(nameof(IRootProtector), Assert.Throws<NotSupportedException>(() => Codec(null).Read(Stored(written))).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _services.Dispose();

    private static StoredRoot Stored(byte[] snapshot) => new(1, 1, snapshot, []);

    private MountCodec Codec(IRootProtector? protector) => new(_services.GetRequiredService<Serializer>(), protector);

    private sealed class Aes : IRootProtector
    {
        private const int TagBytes = 16;

        private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

        public byte[] Protect(byte[] plain)
        {
            var nonce = RandomNumberGenerator.GetBytes(12);
            var (cipher, tag) = (new byte[plain.Length], new byte[TagBytes]);
            using var aes = new AesGcm(_key, TagBytes);
            aes.Encrypt(nonce, plain, cipher, tag);
            return [.. nonce, .. tag, .. cipher];
        }

        public byte[] Unprotect(byte[] stored)
        {
            var plain = new byte[stored.Length - 12 - TagBytes];
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(stored.AsSpan(0, 12), stored.AsSpan(12 + TagBytes), stored.AsSpan(12, TagBytes), plain);
            return plain;
        }
    }
}
