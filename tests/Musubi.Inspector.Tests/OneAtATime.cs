using Xunit.Sdk;
using Xunit.v3;

// Each class has silos of its own, or a browser: side by side they would wait for each other's processor time.
[assembly: Parallelization(Mode = ParallelMode.None)]
