using System.Reflection;
using System.Runtime.CompilerServices;

namespace Musubi.Tests.Sockets;

/// <summary>The functions and callbacks of the Elixir <c>Musubi.Socket</c>, held against the public API.</summary>
public sealed class SeedApiTests
{
    public static TheoryData<string, Type, int> Functions => new()
    {
        // The Elixir name, where it lives here, and its parameters without the socket, or -1 for what became a property.
        { "any_changed?", typeof(Socket), 0 },
        { "assign", typeof(Socket), 1 },
        { "assign", typeof(Socket), 2 },
        { "assign_new", typeof(Socket), 2 },
        { "changed?", typeof(Socket), 1 },
        { "connect_info", typeof(Socket), -1 },
        { "consumed_keys_changed?", typeof(Socket), 1 },
        { "fetch_root_by_module", typeof(MusubiSocket), 2 },
        { "get_private", typeof(Socket), 2 },
        { "inherit_context", typeof(Socket), 1 },
        { "put_connect_info", typeof(Socket), 1 },
        { "put_private", typeof(Socket), 2 },
        { "put_root_params", typeof(Socket), 1 },
        { "put_session", typeof(Socket), 1 },
        { "reset_changed", typeof(Socket), 0 },
        { "root_params", typeof(Socket), -1 },
        { "session", typeof(Socket), -1 },
        { "store_id", typeof(Socket), -1 },
        { "update", typeof(Socket), 2 },
        { "handle_connect", typeof(MusubiSocket), 2 },
        { "handle_join", typeof(MusubiSocket), 2 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void SeedFunction_InPascalCase_IsPublic(string function, Type type, int parameters)
    {
        var name = string.Concat(function.TrimEnd('?').Split('_').Select(static word => char.ToUpperInvariant(word[0]) + word[1..]));

        var found = type.GetMember(name, BindingFlags.Public | BindingFlags.Instance);

        Assert.Contains(found, member => member is MethodInfo method ? method.GetParameters().Length == parameters : parameters == -1);
    }

    [Theory]
    [InlineData(nameof(MusubiSocket.HandleConnect))]
    [InlineData(nameof(MusubiSocket.HandleJoin))]
    public void SeedCallback_OfTheApplicationsSocket_CanBeOverriddenAndAwaited(string callback)
    {
        var method = typeof(MusubiSocket).GetMethod(callback)!;

        Assert.True(method.IsVirtual && !method.IsFinal);
        Assert.Equal(typeof(ValueTask<SocketResult>), method.ReturnType);
    }

    [Fact]
    public void DenialReason_Members_AreTheSeedsFour() =>
        Assert.Equal(["Unauthorized", "NotFound", "InvalidParams", "Forbidden"], Enum.GetNames<DenialReason>());

    [Fact]
    public void Socket_PublicMethods_CannotChangeItInPlace() =>
        Assert.DoesNotContain(
            typeof(Socket).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly),
            static method => method.ReturnType == typeof(void) && !method.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)));
}
