//! The reader's socket: commands in turn, watchers told at once, nobody held up.

use std::time::Duration;

use super::*;

/// A test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(5);

/// A card that echoes, and is pulled and laid back during the APDU `00 00`.
struct Echo;

impl Slot for Echo {
    fn present(&mut self) -> bool {
        true
    }

    fn power(&mut self, on: bool) -> Option<Vec<u8>> {
        on.then(|| vec![0x3B, 0x80, 0x80, 0x01, 0x01])
    }

    fn transmit(&mut self, command: &[u8]) -> Transmitted {
        match command {
            [0, 0] => Transmitted::Gone,
            _ => Transmitted::Answer(command.to_vec()),
        }
    }
}

struct Rig {
    server: ReaderServer,
    notifier: Notifier,
    _folder: tempfile::TempDir,
}

fn rig(limits: ReaderLimits) -> Rig {
    let folder = tempfile::tempdir().unwrap();
    let (socket, notifier) = (folder.path().join("reader.sock"), Notifier::new());
    let server = ReaderServer::start(&socket, Box::new(Echo), notifier.clone(), limits).unwrap();
    Rig { server, notifier, _folder: folder }
}

impl Rig {
    fn line(&self, role: u8) -> UnixStream {
        let line = UnixStream::connect(self.server.socket()).unwrap();
        line.set_read_timeout(Some(PATIENCE)).unwrap();
        write_frame(&line, role, &[]).unwrap();
        line
    }
}

fn ask(line: &UnixStream, kind: u8, body: &[u8]) -> (u8, Vec<u8>) {
    write_frame(line, kind, body).unwrap();
    read_frame(line).unwrap()
}

#[test]
fn each_question_has_its_answer() {
    let rig = rig(ReaderLimits::default());
    let line = rig.line(b'C');
    assert_eq!(ask(&line, b'?', &[]), (b'1', vec![]));
    assert_eq!(ask(&line, b'+', &[]), (b'A', vec![0x3B, 0x80, 0x80, 0x01, 0x01]));
    assert_eq!(ask(&line, b'-', &[]), (b'A', vec![]));
    assert_eq!(ask(&line, b'T', &[1; 65_544]), (b'R', vec![1; 65_544]));
    assert_eq!(ask(&line, b'P', &[]), (b'P', vec![0, 0, 1, 0]));
    assert_eq!(ask(&line, b'x', &[]), (b'F', vec![]));
}

#[test]
fn a_pulled_cable_answers_reader_lost_to_everything() {
    let rig = rig(ReaderLimits::default());
    let line = rig.line(b'C');
    rig.server.unplug();
    for kind in *b"?+-TP" {
        assert_eq!(ask(&line, kind, &[0; 5]), (b'L', vec![]));
    }
    rig.server.plug_in();
    assert_eq!(ask(&line, b'?', &[]), (b'1', vec![]));
}

#[test]
fn a_short_reader_tells_short_from_extended() {
    let rig = rig(ReaderLimits { extended_length: false });
    let line = rig.line(b'C');
    for (command, taken) in [
        (vec![0, 0xB0, 0, 0], true),
        (vec![0, 0xB0, 0, 0, 0], true),
        (vec![0, 0xB0, 0, 0, 0, 0, 0], false),
        ([&[0, 0xD6, 0, 0, 255][..], &[1; 256]].concat(), true),
        ([&[0, 0xD6, 0, 0, 0, 1, 0][..], &[1; 256]].concat(), false),
    ] {
        let expected = if taken { (b'R', command.clone()) } else { (b'F', vec![]) };
        assert_eq!(ask(&line, b'T', &command), expected);
    }
}

fn watcher(rig: &Rig) -> UnixStream {
    let mut watcher = rig.line(b'W');
    let mut notice = [0];
    watcher.read_exact(&mut notice).unwrap();
    assert_eq!(notice, [NOTICE], "from here on it is among the watchers");
    watcher
}

#[test]
fn a_watcher_hears_of_changes_and_wakes_itself() {
    let rig = rig(ReaderLimits::default());
    let mut watcher = watcher(&rig);
    rig.notifier.changed();
    watcher.read_exact(&mut [0]).unwrap();
    watcher.write_all(b"?").unwrap();
    watcher.read_exact(&mut [0]).unwrap();
}

#[test]
fn a_card_that_was_gone_and_is_back_is_absent_for_one_look() {
    let rig = rig(ReaderLimits::default());
    let (line, mut watcher) = (rig.line(b'C'), watcher(&rig));
    assert_eq!(ask(&line, b'T', &[0, 0]), (b'G', vec![]));
    assert_eq!(ask(&line, b'?', &[]), (b'0', vec![]));
    watcher.read_exact(&mut [0]).unwrap();
    assert_eq!(ask(&line, b'?', &[]), (b'1', vec![]));
}

#[test]
fn a_watcher_that_never_reads_holds_nobody_up() {
    let rig = rig(ReaderLimits::default());
    let mut sleeper = watcher(&rig);
    for _ in 0..100_000 {
        rig.notifier.changed();
    }
    assert_eq!(ask(&rig.line(b'C'), b'?', &[]), (b'1', vec![]));
    sleeper.read_exact(&mut [0]).unwrap();
}

#[test]
fn frames_of_impossible_length_end_the_line_and_not_the_reader() {
    let rig = rig(ReaderLimits::default());
    for length in [0, MAX_FRAME as u32 + 1, u32::MAX] {
        let mut line = rig.line(b'C');
        line.write_all(&length.to_be_bytes()).unwrap();
        line.write_all(b"T").unwrap();
        assert_eq!(line.read(&mut [0]).unwrap(), 0, "{length}");
    }
    let mut stranger = rig.line(b'X');
    assert_eq!(stranger.read(&mut [0]).unwrap(), 0);
    assert_eq!(ask(&rig.line(b'C'), b'?', &[]), (b'1', vec![]));
}

#[test]
fn a_dropped_reader_leaves_no_socket_and_cuts_its_lines() {
    let rig = rig(ReaderLimits::default());
    let mut line = rig.line(b'C');
    assert_eq!(ask(&line, b'?', &[]), (b'1', vec![]));
    let socket = rig.server.socket().to_path_buf();
    drop(rig.server);
    assert_eq!(line.read(&mut [0]).unwrap(), 0);
    assert!(!socket.exists());
}
