//! The second pass, once it is known how waits ended (model 2.5, A.16).

use super::piece::{Awaited, Piece, Resolution, Wait, joined, leader_waits};
use crate::model::time::Timestamp;

/// How a pull request went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// Closed or merged by the as-of time.
    pub(super) closed: bool,
    /// Last review, answer, merge or close by a leader.
    pub(super) last_leader_act: Option<Timestamp>,
    /// Last review by a peer.
    pub(super) last_peer_review: Option<Timestamp>,
}

/// R2, then R1 on the waits that result.
pub(super) fn second_pass(mut pieces: Vec<Piece>, ending: Ending) -> Vec<Piece> {
    if ending.closed {
        pieces = cut_at(pieces, ending.last_peer_review);
        pieces = cut_at(pieces, ending.last_leader_act);
        for piece in &mut pieces {
            reattribute(piece, ending);
        }
        pieces = joined(pieces);
    }
    for wait in leader_waits(&pieces) {
        let Some(pieces) = pieces.get_mut(wait) else { continue };
        let resolution = resolution(pieces.last().map(|p| p.to), ending);
        for piece in pieces {
            piece.resolution = Some(resolution);
        }
    }
    pieces
}

/// Cuts the piece that holds an instant, as segments end at every step (model 2.4): so R2 looks at
/// each instant by itself, and what else happened in between changes nothing.
fn cut_at(pieces: Vec<Piece>, at: Option<Timestamp>) -> Vec<Piece> {
    let Some(at) = at else { return pieces };
    let mut out = Vec::with_capacity(pieces.len() + 1);
    for piece in pieces {
        if piece.from < at && at < piece.to {
            out.push(Piece { to: at, ..piece });
            out.push(Piece { from: at, ..piece });
        } else {
            out.push(piece);
        }
    }
    out
}

/// R2, the phantom reviewer: a leader and a peer were outstanding, no peer reviewed from then on,
/// and a leader acted, so that it was the leader's wait.
fn reattribute(piece: &mut Piece, ending: Ending) {
    let both = piece.awaited == Some(Awaited::Peer) && piece.awaited_upper == Some(Awaited::Leader);
    let peer_came = ending.last_peer_review >= Some(piece.to);
    let leader_came = ending.last_leader_act >= Some(piece.to);
    if both && !peer_came && leader_came {
        piece.awaited = Some(Awaited::Leader);
        if piece.state == Wait::OnPeer {
            piece.state = Wait::OnLeader;
        }
    }
}

/// R1: how a wait that ended at `end` was resolved.
fn resolution(end: Option<Timestamp>, ending: Ending) -> Resolution {
    if ending.last_leader_act.is_some() && ending.last_leader_act >= end {
        Resolution::Answered
    } else if ending.closed {
        Resolution::Bypassed
    } else {
        Resolution::Unresolved
    }
}
