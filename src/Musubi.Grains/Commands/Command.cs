using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json.Serialization;
using Musubi.Grains.Declarations;
using Musubi.Grains.Documents;
using Musubi.Grains.Services;
using Musubi.Json;

namespace Musubi.Grains.Commands;

/// <summary>A declared command: a store's method, compiled.</summary>
internal sealed class Command
{
    private const string ExpectedReturn = "Expected Socket, (TReply, Socket), or a Task or ValueTask of either";

    private readonly Handler _handler;

    // Null for a command that takes none, which then needs no scope.
    private readonly CallbackServices? _services;

    private Command(MethodInfo method, ImmutableArray<CommandParameter> parameters, Handler handler, CallbackServices? services)
    {
        _services = services;
        Method = method;
        Claims = [.. method.GetCustomAttributes<RequireClaimAttribute>()];
        Name = method.GetCustomAttribute<CommandAttribute>()!.Name ?? WireJson.Naming.ConvertName(method.Name);
        Parameters = parameters;
        IsCancellable = method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(CancellationToken));
        _handler = handler;
    }

    private delegate ValueTask<CommandResult> Handler(Store store, ref readonly Payload payload, Socket socket, IServiceProvider? services, CancellationToken gone);

    public MethodInfo Method { get; }

    public string Name { get; }

    /// <summary>The payload's fields.</summary>
    public ImmutableArray<CommandParameter> Parameters { get; }

    /// <summary>What it replies; null when that is nothing.</summary>
    public Type? Reply => Result(Method) is { IsGenericType: true } result ? result.GenericTypeArguments[0] : null;

    /// <summary>What is declared of the reply, such as which of its items may be null; null when it replies nothing.</summary>
    public NullabilityInfo? ReplyNullability => Reply is null ? null : NullabilityOf(Method);

    /// <summary>Whether it wants to know when its client goes.</summary>
    public bool IsCancellable { get; }

    /// <summary>Whether it had to wait for something the last time that it came with others, so that they had to wait with it. Of any root: pages are different, and what a command calls is not.</summary>
    public bool HasWaited { get; private set; }

    /// <summary>What it demands of its user.</summary>
    public ImmutableArray<RequireClaimAttribute> Claims { get; }

    /// <summary>Notes whether it had to wait. Written only when that is news, since all threads read it.</summary>
    public void NoteWaited(bool waited)
    {
        if (HasWaited != waited)
        {
            HasWaited = waited;
        }
    }

    /// <summary>Compiles a method with <see cref="CommandAttribute"/>.</summary>
    /// <param name="method">The method.</param>
    /// <param name="services">Which of its parameters are services.</param>
    /// <exception cref="StoreDeclarationException">The method cannot be a command; it says everything that is wrong, and what was expected.</exception>
    public static Command Create(MethodInfo method, CallbackServices services)
    {
        var problems = new Problems();
        if (!method.IsPublic || method.IsGenericMethodDefinition)
        {
            problems.Add(Wrong(method, "is generic or not public. Expected a public method"));
        }

        var parameters = method.GetParameters();
        if (parameters.Count(static parameter => parameter.ParameterType == typeof(Socket)) != 1)
        {
            problems.Add(Wrong(method, "does not take the socket. Expected exactly one parameter of type Socket; the others are the payload's fields, services, and a CancellationToken"));
        }

        foreach (var byRef in parameters.Where(static parameter => parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike))
        {
            problems.Add(Wrong(method, $"takes '{byRef.Name}' by reference. Expected plain parameters"));
        }

        problems.Check(() => Adapter(method));
        var payload = parameters.Where(parameter => IsField(parameter, services)).ToArray();
        foreach (var parameter in payload.Where(static parameter => !parameter.ParameterType.IsGenericParameter && !parameter.ParameterType.IsByRefLike && !parameter.ParameterType.IsByRef))
        {
            if (Readable.ProblemOf(parameter.ParameterType) is { } problem)
            {
                problems.Add(Wrong(method, $"takes '{parameter.Name}', which {problem}{(parameter.ParameterType.IsValueType ? "" : ", or a service that is registered")}"));
            }
        }

        foreach (var doubled in payload.GroupBy(static parameter => WireJson.Naming.ConvertName(parameter.Name!), StringComparer.Ordinal).Where(static group => group.Count() > 1))
        {
            problems.Add(Wrong(method, $"takes the payload's field '{doubled.Key}' twice. Expected parameters whose wire names differ"));
        }

        var served = parameters.Where(services.IsService).ToArray();
        foreach (var parameter in served)
        {
            if (services.ProblemOf(parameter) is { } problem)
            {
                problems.Add(Wrong(method, $"takes '{parameter.Name}' {problem}"));
            }
        }

        problems.ThrowIfAny();
        var fields = payload.Select(CommandParameter.Create).ToImmutableArray();
        return new Command(method, fields, Compile(method, parameters, fields, services), served.Length > 0 ? services : null);
    }

    /// <summary>Checks the payload and runs the handler, in a scope of its own when it takes services.</summary>
    /// <exception cref="PayloadException">The payload does not fit.</exception>
    /// <param name="store">The store.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="socket">The store's socket.</param>
    /// <param name="gone">Cancelled when the root ends or its client goes.</param>
    public ValueTask<CommandResult> Invoke(Store store, ReadOnlyMemory<byte> payload, Socket socket, CancellationToken gone) =>
        _services is null ? Call(store, payload, socket, null, gone) : CallInScope(_services, store, payload, socket, gone);

    // By itself, since a local function would capture in an object what most commands never use.
    private async ValueTask<CommandResult> CallInScope(CallbackServices services, Store store, ReadOnlyMemory<byte> payload, Socket socket, CancellationToken gone)
    {
        await using var scope = services.Open();
        return await Call(store, payload, socket, scope.ServiceProvider, gone);
    }

    private ValueTask<CommandResult> Call(Store store, ReadOnlyMemory<byte> payload, Socket socket, IServiceProvider? services, CancellationToken gone)
    {
        var read = Payload.Read(payload.Span, Parameters, stackalloc Range[Parameters.Length]);
        return _handler(store, in read, socket, services, gone);
    }

    private static bool IsField(ParameterInfo parameter, CallbackServices services) =>
        parameter.ParameterType != typeof(Socket) && parameter.ParameterType != typeof(CancellationToken) && !services.IsService(parameter);

    private static Handler Compile(MethodInfo method, ParameterInfo[] parameters, ImmutableArray<CommandParameter> fields, CallbackServices services)
    {
        var store = Expression.Parameter(typeof(Store));
        var payload = Expression.Parameter(typeof(Payload).MakeByRefType());
        var socket = Expression.Parameter(typeof(Socket));
        var provider = Expression.Parameter(typeof(IServiceProvider));
        var gone = Expression.Parameter(typeof(CancellationToken));
        var field = 0;
        var call = Expression.Call(
            method.IsStatic ? null : Expression.Convert(store, method.DeclaringType!),
            method,
            parameters.Select(Expression (parameter) => parameter.ParameterType == typeof(Socket) ? socket
                : parameter.ParameterType == typeof(CancellationToken) ? gone
                : services.IsService(parameter) ? CallbackServices.Argument(parameter, provider)
                : fields[field++].Argument(payload)));
        var adapter = Adapter(method);
        var result = adapter.GetParameters().Length == 1 ? Expression.Call(adapter, call) : Expression.Call(adapter, call, Expression.Constant(ReplyShape(method)));
        return Expression.Lambda<Handler>(result, store, payload, socket, provider, gone).Compile();
    }

    private static WireType ReplyShape(MethodInfo method) => WireTypeFactory.At(
        Result(method).GenericTypeArguments[0],
        new PropertyPosition($"The reply of {method.DeclaringType}.{method.Name}", NullabilityOf(method), JsonNumberHandling.Strict));

    // A reply is the first half of a tuple, which may be in a task.
    private static NullabilityInfo NullabilityOf(MethodInfo method)
    {
        var returned = new NullabilityInfoContext().Create(method.ReturnParameter);
        return (returned.Type == Result(method) ? returned : returned.GenericTypeArguments[0]).GenericTypeArguments[0];
    }

    // What a method gives in the end, a task of it or not.
    private static Type Result(MethodInfo method) =>
        Open(method.ReturnType) is { } open && (open == typeof(Task<>) || open == typeof(ValueTask<>)) ? method.ReturnType.GenericTypeArguments[0] : method.ReturnType;

    private static Type? Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : null;

    private static MethodInfo Adapter(MethodInfo method)
    {
        var (returned, open, inner) = (method.ReturnType, Open(method.ReturnType), Result(method));
        var suffix = open == typeof(Task<>) ? "Task" : open == typeof(ValueTask<>) ? "ValueTask" : "";
        if (inner == typeof(Socket))
        {
            return typeof(CommandReturn).GetMethod(suffix.Length == 0 ? nameof(CommandReturn.FromSocket) : $"From{suffix}")!;
        }

        if (!inner.IsGenericType || inner.GetGenericTypeDefinition() != typeof(ValueTuple<,>) || inner.GenericTypeArguments[1] != typeof(Socket))
        {
            throw new StoreDeclarationException(Wrong(method, $"returns {returned}. {ExpectedReturn}"));
        }

        var reply = inner.GenericTypeArguments[0];
        try
        {
            if (!WireType.For(reply).IsObject)
            {
                throw new StoreDeclarationException(Wrong(method, $"replies {reply}, which is no object on the wire. Expected a record"));
            }
        }
        catch (NoWireFormException exception)
        {
            throw new StoreDeclarationException(Wrong(method, $"replies {reply}: {exception.Message.TrimEnd('.')}"));
        }

        return typeof(CommandReturn).GetMethod($"FromReply{suffix}")!.MakeGenericMethod(reply);
    }

    private static string Wrong(MethodInfo method, string what) => $"{method.DeclaringType}.{method.Name} is declared as a command and {what}.";
}
