/// The day of times that tell none: that of the header above them. A time more than twelve hours before the last one is of the
/// next day.
struct ClockDay {
    var days: Int
    private var lastSeconds = 0

    init(days: Int) { self.days = days }

    /// The seconds since 1970-01-01 of a time of day, on the source's own clock.
    mutating func seconds(_ secondsOfDay: Int) -> Int {
        if secondsOfDay < lastSeconds - 43200 { days += 1 }
        lastSeconds = secondsOfDay
        return days * 86400 + secondsOfDay
    }
}
