import FPCommon

extension Directory {
    /// Makes sure that its path still leads to it. Whoever moves it away, or removes it, drops and looks for files in another
    /// one: to go on with this one would be to wait for nothing, or to put results where nobody looks.
    /// - Throws: `FolderError.moved`.
    func requireInPlace() throws {
        do throws(FileError) {
            if try Directory(path).file.status().identity == file.status().identity { return }
        } catch {
            guard error.isGone else { throw error }
        }
        throw FolderError.moved(path)
    }
}
