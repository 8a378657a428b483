/// One library's decoder of one member: what gzip calls a member, zstd a frame, bzip2 and xz a stream.
///
/// A class, as each holds memory that its library has to be given back.
protocol Decompressor: AnyObject {
    /// Begins the next member, when one has ended.
    func restart() throws(CompressionFault)

    /// Takes bytes of `input` and writes to the front of `output`, as many as it can of both. With input left it has filled
    /// the output, or the member has ended, or is damaged.
    func decode(_ input: UnsafeRawBufferPointer, to output: UnsafeMutableRawBufferPointer) -> DecodingStep
}

struct DecodingStep {
    enum State {
        case inMember, memberEnd
        case damaged(String)
        /// The data asks for more than `Limits.decompressionBytesMax`; how much, if that is known.
        case needsMemory(UInt64?)
    }

    var bytesTaken: Int
    var bytesMade: Int
    var state: State
}
