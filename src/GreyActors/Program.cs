using GreyActors.Cli;
using GreyActors.Demo;

return await CommandLine.Invoke(args, DemoCommand.Make());
