using Microsoft.Extensions.Logging;

namespace Musubi.TestKit.Logs;

/// <summary>The errors that a server logged, and whether a test expected them; and its warnings.</summary>
/// <remarks>One server serves the tests of one class, which run one after another: what is logged
/// between two calls of <see cref="Verify"/> belongs to the test in between.</remarks>
public sealed class ServerLog
{
    private readonly Lock _lock = new();
    private readonly List<LogLine> _errors = [];
    private readonly List<LogLine> _warnings = [];
    private readonly List<Func<LogLine, bool>> _allowed = [];

    /// <summary>The warnings of this test's share of the log so far. They fail no test.</summary>
    public IReadOnlyList<LogLine> Warnings
    {
        get
        {
            lock (_lock)
            {
                return [.. _warnings];
            }
        }
    }

    /// <summary>Takes in one line.</summary>
    public void Add(LogLine line)
    {
        if (line.Level < LogLevel.Warning)
        {
            return;
        }

        lock (_lock)
        {
            (line.Level == LogLevel.Warning ? _warnings : _errors).Add(line);
        }
    }

    /// <summary>Says that the test provokes such errors.</summary>
    public void Allow(Func<LogLine, bool> match)
    {
        lock (_lock)
        {
            _allowed.Add(match);
        }
    }

    /// <summary>Ends one test's share of the log.</summary>
    /// <exception cref="ExpectationException">An error was logged that the test did not allow.</exception>
    public void Verify()
    {
        lock (_lock)
        {
            var unexpected = _errors.Where(line => !_allowed.Any(match => match(line))).ToList();
            _errors.Clear();
            _warnings.Clear();
            _allowed.Clear();
            if (unexpected.Count > 0)
            {
                throw new ExpectationException($"Expected no errors in the server's log; got:\n{string.Join('\n', unexpected)}");
            }
        }
    }
}
