using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Json;

namespace Musubi.Grains.Services;

/// <summary>Which parameters of a callback are services, and where these come from: a scope for each call, as in a minimal API.</summary>
/// <remarks>A parameter is a service when an attribute says so, or when its type is registered. The types tool does not run the application and knows no
/// registrations: there a type that no payload could hold is taken for a service's.</remarks>
internal sealed class CallbackServices
{
    private readonly IServiceScopeFactory? _scopes;
    private readonly IServiceProviderIsService? _registered;

    private CallbackServices()
    {
    }

    public CallbackServices(IServiceProvider services)
    {
        _scopes = services.GetRequiredService<IServiceScopeFactory>();
        _registered = services.GetService<IServiceProviderIsService>();
    }

    /// <summary>For who describes stores and does not run them.</summary>
    public static CallbackServices Unknown { get; } = new();

    /// <summary>For stores that take no services.</summary>
    public static CallbackServices None { get; } = new(new ServiceCollection().BuildServiceProvider());

    /// <summary>Whether a parameter is a service rather than the caller's own, such as a payload's field.</summary>
    public bool IsService(ParameterInfo parameter) =>
        IsMarked(parameter)
        || (MayBeService(parameter.ParameterType)
            && (_scopes is null ? IsNoPayload(parameter.ParameterType) : _registered?.IsService(ItemOf(parameter.ParameterType)) == true));

    /// <summary>What is wrong with a parameter that has to be a service.</summary>
    /// <returns>A sentence without its full stop, to follow the parameter's name; null when it can be had.</returns>
    public string? ProblemOf(ParameterInfo parameter) =>
        _scopes is null || IsOptional(parameter) || IsRegistered(parameter)
            ? null
            : $"of {parameter.ParameterType}, for which no service is registered{(KeyOf(parameter) is { } key ? $" with the key '{key.Key}'" : "")}. Expected one in the silo's services";

    /// <summary>The code that gets a service out of a provider.</summary>
    public static Expression Argument(ParameterInfo parameter, Expression provider)
    {
        var keyed = KeyOf(parameter);
        var name = (keyed?.Key is not null, IsOptional(parameter)) switch
        {
            (false, false) => nameof(Get),
            (false, true) => nameof(Find),
            (true, false) => nameof(GetKeyed),
            (true, true) => nameof(FindKeyed),
        };
        var get = typeof(CallbackServices).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(parameter.ParameterType);
        return keyed?.Key is null ? Expression.Call(get, provider) : Expression.Call(get, provider, Expression.Constant(keyed.Key, typeof(object)));
    }

    /// <summary>Runs a callback in a scope of its own.</summary>
    public async ValueTask<TResult> Run<TArgument, TResult>(Func<IServiceProvider, TArgument, ValueTask<TResult>> callback, TArgument argument)
    {
        await using var scope = Open();
        return await callback(scope.ServiceProvider, argument);
    }

    /// <summary>A scope for one call.</summary>
    public AsyncServiceScope Open() => _scopes!.CreateAsyncScope();

    private static T Get<T>(IServiceProvider services)
        where T : notnull => services.GetRequiredService<T>();

    private static T? Find<T>(IServiceProvider services) => services.GetService<T>();

    private static T GetKeyed<T>(IServiceProvider services, object key)
        where T : notnull => services.GetRequiredKeyedService<T>(key);

    private static T? FindKeyed<T>(IServiceProvider services, object key) => services.GetKeyedService<T>(key);

    private static FromKeyedServicesAttribute? KeyOf(ParameterInfo parameter) => parameter.GetCustomAttribute<FromKeyedServicesAttribute>();

    // [FromServices] is ASP.NET Core's, which a silo need not know: it is recognised by what it says of itself.
    private static bool IsMarked(ParameterInfo parameter) =>
        parameter.GetCustomAttributes().Any(static attribute => attribute is FromKeyedServicesAttribute
            || attribute.GetType().GetInterfaces().Any(static contract => contract.FullName == "Microsoft.AspNetCore.Http.Metadata.IFromServiceMetadata"));

    private static bool IsOptional(ParameterInfo parameter) =>
        parameter.HasDefaultValue || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;

    private static bool MayBeService(Type type) => !type.IsValueType && type != typeof(string) && type != typeof(object) && type != typeof(Socket);

    // Every IEnumerable<T> can be had of a container, be it empty: it is its items that are registered or not.
    private static Type ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>) ? type.GenericTypeArguments[0] : type;

    private static bool IsNoPayload(Type type)
    {
        var item = ItemOf(type);
        if (item.Namespace?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true || !MayBeService(item))
        {
            return false;
        }

        if (typeof(IDisposable).IsAssignableFrom(item) || typeof(IAsyncDisposable).IsAssignableFrom(item))
        {
            return true;
        }

        // What is wrong with a record or a collection is a mistake of who wrote it: nobody registers them. Nor does anybody a type without an end.
        return !IsRecord(item) && !typeof(IEnumerable).IsAssignableFrom(item) && !Readable.IsEndless(item) && (Readable.ProblemOf(item) is not null || IsEmpty(item));
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    // A class that says nothing of itself is none of a payload's.
    private static bool IsEmpty(Type type) =>
        WireJson.Options.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null, Properties.Count: 0 };

    private bool IsRegistered(ParameterInfo parameter) => (_registered, KeyOf(parameter)) switch
    {
        (IServiceProviderIsKeyedService keyed, { Key: { } key }) => keyed.IsKeyedService(parameter.ParameterType, key),
        (null, _) => true,
        var (registered, _) => registered.IsService(parameter.ParameterType),
    };
}
