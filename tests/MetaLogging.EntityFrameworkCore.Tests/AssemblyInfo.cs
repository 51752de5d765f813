// What EF Core and hosts write is shown only where a test fails.
[assembly: Xunit.CaptureConsole]
