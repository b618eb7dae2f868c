using System.IO.Pipelines;

namespace GreyActors.Cluster.Forwarding;

/// <summary>The answer of the endpoint of this machine, while it is written.</summary>
public interface ILocalAnswer
{
    /// <summary>The content. Its end is the end of the answer; it fails if the endpoint fails.</summary>
    PipeReader Content { get; }

    /// <summary>The status; final after the first read of the content.</summary>
    int Status { get; }

    /// <summary>The type of the content; empty if there is none. Final after the first read of the content.</summary>
    string ContentType { get; }

    /// <summary>Ends the answer: its reader has gone, or has everything.</summary>
    void Cancel();
}
