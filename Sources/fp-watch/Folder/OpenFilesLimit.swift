import FPCommon
import Glibc

/// How many files the system lets this program have open (`ulimit -n`).
enum OpenFilesLimit {
    /// Raises it as far as this user may, and says how many files may be held open beside those that are always needed: at
    /// least 2. Under a low limit fewer files are in flight at once, and none is lost to it.
    static var raised: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 2 }
        if limit.rlim_cur < limit.rlim_max {
            var more = rlimit(rlim_cur: min(limit.rlim_max, rlim_t(Limits.openFilesMax)), rlim_max: limit.rlim_max)
            if more.rlim_cur > limit.rlim_cur,
                unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &more) == 0
            {
                limit = more
            }
        }
        return held(of: Int(clamping: limit.rlim_cur))
    }

    static func held(of filesMax: Int) -> Int { max(2, filesMax - Limits.openFilesReserved) }
}
