using Xunit.Sdk;
using Xunit.v3;

// Each cluster is four or more processes, and its tests say how long a page waits: two at once on a small machine would measure each other.
[assembly: Parallelization(Mode = ParallelMode.None)]
