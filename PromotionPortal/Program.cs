using PromotionPortal.Cli;

return await Verbs.RunAsync(args);
