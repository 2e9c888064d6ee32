//! Report files on disk: whole or not at all, and nothing overwritten unasked.

use super::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes the files into the folder, which is made if it is not there, and returns their paths.
///
/// Without `force` nothing is written if any of them exists. Each file appears under its name only when it is
/// complete: all are first written beside their places, then renamed.
pub fn write_all(
    dir: &Path,
    files: &[(&str, Vec<u8>)],
    force: bool,
) -> Result<Vec<PathBuf>, Error> {
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, _)| place(dir, name))
        .collect::<Result<_, _>>()?;
    if !force && let Some(path) = paths.iter().find(|path| path.symlink_metadata().is_ok()) {
        return Err(Error::Exists { path: path.clone() });
    }
    if let Some(path) = paths.iter().find(|path| path.is_dir()) {
        let source = std::io::Error::new(
            std::io::ErrorKind::IsADirectory,
            "a folder of that name is there",
        );
        return Err(Error::Write {
            path: path.clone(),
            source,
        });
    }
    fs::create_dir_all(dir).map_err(|source| Error::Folder {
        path: dir.to_owned(),
        source,
    })?;
    let drafts: Vec<PathBuf> = files.iter().map(|(name, _)| draft(dir, name)).collect();
    let written = write_drafts(&drafts, files).and_then(|()| publish(&drafts, &paths));
    if written.is_err() {
        for draft in &drafts {
            // Best effort: the error that brought us here is the one to tell.
            let _ = fs::remove_file(draft);
        }
    }
    written.map(|()| paths)
}

/// Writes one file at the path, as [`write_all`] does; its folder is made if it is not there.
pub fn write_file(path: &Path, bytes: Vec<u8>, force: bool) -> Result<PathBuf, Error> {
    let name = path.file_name().map(|name| name.to_string_lossy());
    let name = name.unwrap_or_default();
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    write_all(folder, &[(&name, bytes)], force)?;
    Ok(path.to_owned())
}

fn place(dir: &Path, name: &str) -> Result<PathBuf, Error> {
    let plain = !name.is_empty() && Path::new(name).file_name().is_some_and(|file| file == name);
    if plain {
        Ok(dir.join(name))
    } else {
        Err(Error::Name {
            name: name.to_owned(),
        })
    }
}

/// Where a file is written before it is renamed; the process number keeps two runs apart.
fn draft(dir: &Path, name: &str) -> PathBuf {
    dir.join(format!(".{name}.{}.part", std::process::id()))
}

fn write_drafts(drafts: &[PathBuf], files: &[(&str, Vec<u8>)]) -> Result<(), Error> {
    for (draft, (_, bytes)) in drafts.iter().zip(files) {
        fs::write(draft, bytes).map_err(|source| Error::Write {
            path: draft.clone(),
            source,
        })?;
    }
    Ok(())
}

/// Renames the drafts into place; if one fails, those before it are taken back.
fn publish(drafts: &[PathBuf], paths: &[PathBuf]) -> Result<(), Error> {
    for (index, (draft, path)) in drafts.iter().zip(paths).enumerate() {
        let renamed = set_aside(draft, path).and_then(|()| fs::rename(draft, path));
        if let Err(source) = renamed {
            restore(&drafts[..=index], &paths[..=index]);
            return Err(Error::Write {
                path: path.clone(),
                source,
            });
        }
    }
    for old in drafts.iter().map(|draft| replaced(draft)) {
        // A leftover of the old file is no reason to fail: the new one is in its place.
        let _ = fs::remove_file(old);
    }
    Ok(())
}

/// Where the file that a draft replaces waits until all are in place.
fn replaced(draft: &Path) -> PathBuf {
    draft.with_extension("old")
}

fn set_aside(draft: &Path, path: &Path) -> std::io::Result<()> {
    match path.symlink_metadata() {
        Ok(_) => fs::rename(path, replaced(draft)),
        Err(_) => Ok(()),
    }
}

/// Best effort: the error that brought us here is the one to tell.
fn restore(drafts: &[PathBuf], paths: &[PathBuf]) {
    for (draft, path) in drafts.iter().zip(paths) {
        let published = !draft.exists();
        if published {
            let _ = fs::remove_file(path);
        }
        if replaced(draft).symlink_metadata().is_ok() {
            let _ = fs::rename(replaced(draft), path);
        }
    }
}
