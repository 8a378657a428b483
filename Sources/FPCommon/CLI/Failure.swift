/// Why a program has to end: what `Diagnostics` prints and the code to exit with.
///
/// The message is made where the fault's facts are known, by the `message` of the error enum that carries them; this
/// type only joins it to an exit code on its way to the one place that prints and exits.
package struct Failure: Error, Equatable {
    package let code: ExitCode
    /// `place: what is wrong; what to do`, without the program's name.
    package let message: String

    package init(_ code: ExitCode, _ message: String) {
        self.code = code
        self.message = message
    }

    /// A system call that failed: `call PATH: reason`.
    package init(_ code: ExitCode = .inputOutput, call: String, errno: Int32) {
        self.init(code, "\(call): \(reason(errno))")
    }
}
