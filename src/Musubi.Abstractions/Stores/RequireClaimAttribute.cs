using System.Collections.Immutable;

namespace Musubi;

/// <summary>Lets a command run only for a user who has a claim. Others get the ordinary reply <c>{"ok":false,"reason":"forbidden"}</c>, or
/// <c>unauthorized</c> when nobody is signed in.</summary>
/// <remarks>Checked after the store's before-command hooks and before the payload. Several of them must all be met. The claims are those of the
/// user who connected: see <see cref="ConnectInfo.Claims"/>.</remarks>
/// <param name="type">The claim's type.</param>
/// <param name="values">The values that will do; none for any.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireClaimAttribute(string type, params string[] values) : Attribute
{
    /// <summary>The claim's type.</summary>
    public string Type { get; } = type;

    /// <summary>The values that will do; empty for any.</summary>
    public ImmutableArray<string> Values { get; } = [.. values];

    /// <summary>Whether a user has the claim.</summary>
    public bool IsMetBy(ConnectInfo user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.Claims.Any(claim => claim.Type == Type && (Values.IsEmpty || Values.Contains(claim.Value)));
    }
}
