namespace MetaLogging.Import;

/// <summary>Why a line that was understood is no event.</summary>
internal enum PassedReason : byte
{
    Blank = 0,
    OtherProgram = 1,
    Connection = 2,
    InvalidUser = 3,
    TooManyAttempts = 4,
    Login = 5,
    Session = 6,
    Pam = 7,
    Server = 8,
}
