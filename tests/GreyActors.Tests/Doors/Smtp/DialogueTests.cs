using Akka.TestKit.Xunit2;
using GreyActors.Doors.Smtp;
using Xunit;
using Xunit.Sdk;

namespace GreyActors.Tests.Doors.Smtp;

/// <summary>Plays every dialogue of <c>dialogues/</c> with a <see cref="GreylistPolicy"/>.</summary>
public sealed class DialogueTests() : TestKit("""akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit" """)
{
    public static TheoryData<string, string> Dialogues()
    {
        var all = new TheoryData<string, string>();
        foreach (var file in Dialogue.Files)
        {
            foreach (var dialogue in Dialogue.Read(file))
                all.Add(file, dialogue.Sentence);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Dialogues))]
    public void The_session_goes_as_written(string file, string sentence)
    {
        var stage = new DialogueStage(this);
        foreach (var entry in Dialogue.Read(file).Single(dialogue => dialogue.Sentence == sentence).Entries)
        {
            try
            {
                stage.Play(entry);
            }
            catch (XunitException wrong)
            {
                throw new XunitException($"{entry.Place}: {entry.Box}: {entry.Text}", wrong);
            }
        }

        stage.End();
    }
}
