/// How a program ended, as sysexits.h numbers it (DESIGN section 9).
package enum ExitCode: Int32, Sendable {
    case success = 0
    case usage = 64
    case badInput = 65
    case cannotOpen = 66
    case unavailable = 69
    case internalError = 70
    case inputOutput = 74
    case tryLater = 75
    case badConfiguration = 78
}
