using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Musubi.Grains.Declarations;
using Musubi.Grains.Services;

namespace Musubi.Grains.Nodes;

/// <summary>Finds the overloads of a store's callbacks that take services, and compiles them.</summary>
internal sealed class CallbackOverloads(Store store, CallbackServices services, Problems problems)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Type _type = store.GetType();

    /// <summary>The overload of one callback; null when there is none, or when it is wrong, which is among the problems then.</summary>
    /// <typeparam name="TArguments">The callback's own parameters: one, or a tuple of several.</typeparam>
    /// <typeparam name="TResult">What it gives; <see cref="bool"/> for nothing.</typeparam>
    /// <param name="name">The callback's name.</param>
    public Func<IServiceProvider, TArguments, ValueTask<TResult>>? Find<TArguments, TResult>(string name)
    {
        var own = typeof(TArguments).IsAssignableTo(typeof(ITuple)) ? typeof(TArguments).GenericTypeArguments : [typeof(TArguments)];
        var overloads = _type.GetMethods(Any).Where(method => method.Name == name && IsOverload(method, own)).ToArray();
        if (overloads.Length == 0)
        {
            return null;
        }

        // Of one in a base class and one in a class that derives from it, the latter counts.
        var found = overloads.Where(method => overloads.All(other => !method.DeclaringType!.IsAssignableFrom(other.DeclaringType) || other.DeclaringType == method.DeclaringType)).ToArray();
        if (found is not [var overload])
        {
            problems.Add($"{_type} has {found.Length} overloads of {name} that take services. Expected one.");
            return null;
        }

        return ProblemsOf(overload, own, typeof(TResult)) ? null : Compile<TArguments, TResult>(overload, own);
    }

    // A public method of the callback's name that takes the socket is meant for one, whatever is wrong with it. Others may be helpers.
    private bool IsOverload(MethodInfo method, Type[] own)
    {
        var parameters = method.GetParameters();
        return parameters.Length > own.Length
            && !method.IsDefined(typeof(CommandAttribute))
            && parameters.Any(static parameter => parameter.ParameterType == typeof(Socket))
            && (method.IsPublic || (BeginsWith(parameters, own) && parameters.Skip(own.Length).All(services.IsService)));
    }

    private static bool BeginsWith(ParameterInfo[] parameters, Type[] own) => parameters.Take(own.Length).Select(static parameter => parameter.ParameterType).SequenceEqual(own);

    private bool ProblemsOf(MethodInfo method, Type[] own, Type result)
    {
        var found = new List<string>();
        var parameters = method.GetParameters();
        if (!method.IsPublic || method.IsGenericMethodDefinition)
        {
            found.Add("is generic or not public. Expected a public method");
        }

        if (!BeginsWith(parameters, own))
        {
            found.Add($"begins with other parameters than the callback's own. Expected ({string.Join(", ", own.Select(static type => type.Name))}) and then services");
        }
        else
        {
            found.AddRange(parameters.Skip(own.Length)
                .Where(parameter => !services.IsService(parameter) || services.ProblemOf(parameter) is not null)
                .Select(parameter => $"takes '{parameter.Name}' {services.ProblemOf(parameter) ?? $"of {parameter.ParameterType}, which is no service. Expected one"}"));
        }

        if (Wrap(Expression.Default(method.ReturnType), result) is null)
        {
            found.Add($"returns {method.ReturnType}. Expected {(result == typeof(bool) ? "ValueTask" : $"ValueTask<{result.Name}>")}, or a Task, or no task");
        }

        // Both in one class: the one that is overridden would never run.
        if (_type.GetMethod(method.Name, own) is { } overridden && overridden.DeclaringType == method.DeclaringType)
        {
            found.Add($"stands beside an override of {method.Name} without services. Expected one of them");
        }

        foreach (var problem in found)
        {
            problems.Add($"{_type}.{method.Name} {problem}.");
        }

        return found.Count > 0;
    }

    private Func<IServiceProvider, TArguments, ValueTask<TResult>> Compile<TArguments, TResult>(MethodInfo method, Type[] own)
    {
        var provider = Expression.Parameter(typeof(IServiceProvider));
        var arguments = Expression.Parameter(typeof(TArguments));
        var call = Expression.Call(
            method.IsStatic ? null : Expression.Constant(store, method.DeclaringType!),
            method,
            method.GetParameters().Select((parameter, index) =>
                index >= own.Length ? CallbackServices.Argument(parameter, provider)
                : own.Length == 1 ? arguments
                : Expression.Field(arguments, $"Item{index + 1}")));
        return Expression.Lambda<Func<IServiceProvider, TArguments, ValueTask<TResult>>>(Wrap(call, typeof(TResult))!, provider, arguments).Compile();
    }

    private static Expression? Wrap(Expression call, Type result)
    {
        var task = typeof(ValueTask<>).MakeGenericType(result);
        if (call.Type == task)
        {
            return call;
        }

        if (call.Type == result || call.Type == typeof(Task<>).MakeGenericType(result))
        {
            return result == typeof(bool) ? null : Expression.New(task.GetConstructor([call.Type])!, call);
        }

        if (result != typeof(bool))
        {
            return null;
        }

        return call.Type == typeof(ValueTask) || call.Type == typeof(Task)
            ? Expression.Call(typeof(CallbackOverloads).GetMethod(nameof(Done), BindingFlags.Static | BindingFlags.NonPublic, [call.Type])!, call)
            : null;
    }

    private static async ValueTask<bool> Done(ValueTask pending)
    {
        await pending;
        return true;
    }

    private static async ValueTask<bool> Done(Task pending)
    {
        await pending;
        return true;
    }
}
