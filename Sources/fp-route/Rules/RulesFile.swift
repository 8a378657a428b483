import FPCommon

/// Why a rules file can't be used.
enum RulesFileError: Error, Equatable {
    case cannotRead(path: String, reason: String)
    case tooLarge(path: String)
    case notJSON(path: String, line: Int, RecordError)
    case faults(path: String, [RuleFault])

    var exitCode: ExitCode {
        if case .cannotRead = self { .cannotOpen } else { .badConfiguration }
    }

    /// One message for each fault, without the program's name.
    var messages: [String] {
        switch self {
        case .cannotRead(let path, let reason):
            ["\(escaped(path)): \(reason)"]
        case .tooLarge(let path):
            ["\(escaped(path)): a rules file has at most \(Limits.rulesFileBytesMax) bytes"]
        case .notJSON(let path, let line, let error):
            ["\(escaped(path)):\(line): \(error.message)"]
        case .faults(let path, let faults):
            faults.map { "\(escaped(path)): \($0.message)" }
        }
    }
}

extension RuleSet {
    /// Reads and checks the rules file at `path`.
    init(contentsOf path: String) throws(RulesFileError) {
        try self.init(json: try readRulesFile(path), path: path)
    }

    /// Checks rules that have been read; `path` is for messages alone.
    init(json: [UInt8], path: String) throws(RulesFileError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(json.span)
        } catch {
            throw located(error, in: json, path: path)
        }
        do {
            self = try RuleReader.read(value)
        } catch {
            throw .faults(path: path, error.faults)
        }
    }
}

/// The error with its line in the file, and its column counted in that line.
private func located(_ error: RecordError, in json: [UInt8], path: String) -> RulesFileError {
    func place(_ column: Int) -> (line: Int, column: Int) {
        let before = json[..<min(max(column - 1, 0), json.count)]
        let lineStart = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        let newlineCount = before.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
        return (newlineCount + 1, column - lineStart)
    }
    switch error {
    case .malformed(let expected, let column):
        let place = place(column)
        return .notJSON(path: path, line: place.line, .malformed(expected: expected, column: place.column))
    case .unterminatedString(let column):
        let place = place(column)
        return .notJSON(path: path, line: place.line, .unterminatedString(column: place.column))
    case .invalidUTF8(let column):
        let place = place(column)
        return .notJSON(path: path, line: place.line, .invalidUTF8(column: place.column))
    case .tooDeep(let depthMax, let column):
        let place = place(column)
        return .notJSON(path: path, line: place.line, .tooDeep(depthMax: depthMax, column: place.column))
    case .notAnObject, .lineTooLong, .recordTooLong, .forgedControlLine, .unusable:
        return .notJSON(path: path, line: 1, error)
    }
}

private func readRulesFile(_ path: String) throws(RulesFileError) -> [UInt8] {
    let bytes: [UInt8]
    do {
        let file = try OpenFile.reading(PathBytes(path), waits: true)
        bytes = try file.readBeginning(bytesMax: Limits.rulesFileBytesMax + 1)
    } catch {
        throw .cannotRead(path: path, reason: reason(error.errno))
    }
    guard bytes.count <= Limits.rulesFileBytesMax else { throw .tooLarge(path: path) }
    return bytes
}
