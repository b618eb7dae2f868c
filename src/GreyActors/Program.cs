using GreyActors.Cli;

return await CommandLine.Invoke(args);
