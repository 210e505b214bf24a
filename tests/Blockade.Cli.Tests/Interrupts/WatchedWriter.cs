using System.Text;

namespace Blockade.Cli.Tests.Interrupts;

/// <summary>A screen that does something once a word has been drawn on it.</summary>
internal sealed class WatchedWriter(Action seen, params string[] words) : StringWriter
{
    private readonly Lock _lock = new();
    private bool _done;

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value)
    {
        lock (_lock)
        {
            base.Write(value);
            if (_done || !words.Any(w => ToString().Contains(w, StringComparison.Ordinal))) return;
            _done = true;
        }

        // not on the thread that draws: what waits for an interruption would go on there, to the end of the test and of this screen, before the drawing is done.
        // Nor on one of the pool's, which may all be at work on what is to be interrupted, until it is done
        new Thread(seen.Invoke) { IsBackground = true }.Start();
    }

    // a screen is there for as long as somebody may draw on it
    protected override void Dispose(bool disposing)
    {
    }
}
