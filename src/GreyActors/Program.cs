Console.WriteLine("greyactors");
