using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Musubi.Gateway.Hosting;

/// <summary>The connects that <c>HandleConnect</c> refused a moment ago.</summary>
/// <remarks>A browser's WebSocket does not say why it does not open, so our client asks the same address with a plain request. That request must not run
/// <c>HandleConnect</c> again, which may count or use up a ticket, and which any page could have a user's browser send. So what was refused is remembered here by what
/// the application decides on, and only for as long as clients take to ask. It is a hint in this process alone: what does not fit, or was refused elsewhere, is not known.</remarks>
internal sealed class RecentRefusals(TimeProvider clock)
{
    /// <summary>How long one is remembered: longer than phoenix waits between two tries.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(30);

    /// <summary>How many are remembered; some 50 bytes each.</summary>
    public const int Capacity = 10_000;

    private readonly ConcurrentDictionary<UInt128, long> _refusedAt = new();

    public void Add(HttpRequest request)
    {
        if (_refusedAt.Count >= Capacity)
        {
            foreach (var (key, at) in _refusedAt)
            {
                if (clock.GetElapsedTime(at) > Kept)
                {
                    _refusedAt.TryRemove(key, out _);
                }
            }
        }

        if (_refusedAt.Count < Capacity)
        {
            _refusedAt[KeyOf(request)] = clock.GetTimestamp();
        }
    }

    public bool Contains(HttpRequest request) => _refusedAt.TryGetValue(KeyOf(request), out var at) && clock.GetElapsedTime(at) <= Kept;

    // A hash, so that no secret is kept.
    private static UInt128 KeyOf(HttpRequest request)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Host}\n{request.Path}\n{request.QueryString}\n{request.Headers.Cookie}\n{request.Headers.Authorization}"), hash);
        return BitConverter.ToUInt128(hash);
    }
}
