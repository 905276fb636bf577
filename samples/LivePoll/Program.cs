using LivePoll.Hosting;

// On the command line, or in the environment as Musubi__Role.
var role = new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build().GetValue("Musubi:Role", Role.All);
using var host = role == Role.Silo ? SiloHost.Build(args) : PageHost.Build(args, role);
host.Run();
