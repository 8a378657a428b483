import FPCommon

/// The width of windows: a minute at first, then steps that divide one another.
struct WindowWidth: Equatable {
    private(set) var seconds = Limits.windowSecondsMin

    /// Goes to the next width; returns how many times as wide it is.
    mutating func widen() -> Int {
        let factor =
            switch seconds {
            case 60: 5
            case 300: 3
            case 900: 4
            case 3600: 6
            case 21600: 4
            default: 2
            }
        seconds *= factor
        return factor
    }

    func window(of time: Instant) -> Int { time.seconds.floorDivided(by: seconds) }

    func start(of window: Int) -> Instant { Instant(seconds: window * seconds) }
}
