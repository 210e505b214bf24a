namespace Blockade.Cli.Tests.Trials;

/// <summary>The classes that look at one and the same run.</summary>
[CollectionDefinition(nameof(SmallTrialCollection))]
public sealed class SmallTrialCollection : ICollectionFixture<SmallTrial>;
