using Akka.Actor;
using Akka.Hosting;
using GreyActors.Cluster.Forwarding;
using Microsoft.Extensions.Primitives;

namespace GreyActors.Introspection;

/// <summary>Answers requests with <c>?node=</c> by asking that machine's endpoint. Its own token is not needed: the <see cref="AccessGuard"/> of this machine has checked the client.</summary>
internal sealed class MachineSelector(RequestDelegate next)
{
    /// <summary>The name of the parameter.</summary>
    public const string Parameter = "node";

    private const string After = "after";

    private static long _lastNumber;

    /// <summary>The number of the next request to another machine.</summary>
    public static long NextNumber() => Interlocked.Increment(ref _lastNumber);

    public Task InvokeAsync(HttpContext context, IReadOnlyActorRegistry registry, OtherMachines machines)
    {
        if (!context.Request.Query.TryGetValue(Parameter, out var named) || DashboardEndpoints.IsPageFile(context.Request.Path))
            return next(context);
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return Problem.BadParameter("node is only for requests that read. Send a change to the machine itself.").ExecuteAsync(context);
        if (!machines.IsCluster || !registry.TryGet<IntrospectionExchange>(out var exchange))
            return Problem.Conflict("node needs a cluster, and cluster.enabled is off.").ExecuteAsync(context);
        if (machines.Find(named.ToString()) is not { } machine)
            return Problem.NotFound($"No machine {named} is in the cluster. Machines: {string.Join(", ", machines.All.Keys)}.").ExecuteAsync(context);
        return OtherMachines.NameOf(machine) == machines.Self ? next(context) : Forward(context, exchange, machine);
    }

    private static async Task Forward(HttpContext context, IActorRef exchange, Address machine)
    {
        var request = new IntrospectionRequest(
            NextNumber(), context.Request.Path, QueryOf(context.Request), HttpMethods.IsHead(context.Request.Method));
        if (!request.IsShort)
        {
            await Problem.BadParameter("The request is too long.").ExecuteAsync(context);
            return;
        }

        var answer = new ForwardedAnswer();
        exchange.Tell(new Forward(machine, request, answer), ActorRefs.NoSender);
        try
        {
            var head = await answer.Head.WaitAsync(context.RequestAborted);
            if (head.WhyNot is { } why)
            {
                await Problem.Unavailable(why).ExecuteAsync(context);
                return;
            }

            context.Response.StatusCode = head.Status;
            if (head.ContentType.Length > 0)
                context.Response.ContentType = head.ContentType;
            await Copy(answer, context);
        }
        catch (OperationCanceledException)
        {
            // The client has gone.
        }
        catch (IOException)
        {
            // The client must not take the beginning of an answer for the whole.
            context.Abort();
        }
        finally
        {
            await answer.Content.CompleteAsync();
            exchange.Tell(new StopForwarding(request.Number), ActorRefs.NoSender);
        }
    }

    private static async Task Copy(ForwardedAnswer answer, HttpContext context)
    {
        while (true)
        {
            var read = await answer.Content.ReadAsync(context.RequestAborted);
            foreach (var part in read.Buffer)
                await context.Response.BodyWriter.WriteAsync(part, context.RequestAborted);
            answer.Content.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    // The header of a reader of the stream that has lost its connection becomes a parameter.
    private static string QueryOf(HttpRequest request)
    {
        var parameters = request.Query.Where(one => one.Key != Parameter);
        if (request.Headers["Last-Event-ID"] is [{ Length: > 0 } last])
            parameters = parameters.Where(one => one.Key != After).Append(KeyValuePair.Create(After, new StringValues(last)));
        return QueryString.Create(parameters).ToUriComponent();
    }
}
