namespace MetaLogging.Events;

/// <summary>The four parts of an entry's detail that can be erased one by one.</summary>
[Flags]
public enum EntryParts : byte
{
    /// <summary>No part.</summary>
    None = 0,

    /// <summary><c>actor</c>: user_id, user_name, on_behalf_of, username.</summary>
    Actor = 1,

    /// <summary><c>client</c>: ip_address, user_agent, request_id, trace_id.</summary>
    Client = 2,

    /// <summary><c>subject</c>: resource_id, subject_ids.</summary>
    Subject = 4,

    /// <summary><c>content</c>: error_message, message, additional_data, changes, the reasons of an assessment.</summary>
    Content = 8,

    /// <summary>The whole detail.</summary>
    All = Actor | Client | Subject | Content,
}
