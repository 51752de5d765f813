global using MetaLogging.Api.Tests.Support;
global using Xunit;

[assembly: AssemblyFixture(typeof(SharedServer))]
