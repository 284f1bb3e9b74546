//! Colours, light and dark. Text colours keep 4.5 : 1 on their page, mark colours 3 : 1.

use plotters::style::RGBColor;

use super::chart::Theme;
use crate::report::WaitKind;
use crate::score::outcome::{SureZone, Zone};
use crate::signals::definition::Axis;

/// A hue for text and a stronger one for marks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hue {
    /// For words.
    pub(super) text: RGBColor,
    /// For shapes.
    pub(super) mark: RGBColor,
}

/// All colours of a theme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    /// Prefix of ids, so that two charts may stand in one page.
    pub(super) name: &'static str,
    /// Background.
    pub(super) page: RGBColor,
    /// Fields that stand out from the page, and the fill of hollow marks.
    pub(super) surface: RGBColor,
    /// Empty part of bars.
    pub(super) sunk: RGBColor,
    /// Text, strongest first.
    pub(super) ink: [RGBColor; 3],
    /// Hairlines.
    pub(super) line: RGBColor,
    /// Axes and grid lines over a tint.
    pub(super) strong_line: RGBColor,
    /// Violet.
    pub(super) control: Hue,
    /// Green.
    pub(super) engaged: Hue,
    /// Orange.
    pub(super) drift: Hue,
    /// Waits on peers, the author and the merge.
    pub(super) others: [RGBColor; 3],
    /// Opacity of the band at its ends and in its middle.
    pub(super) tint: [f64; 2],
}

const fn rgb(hex: u32) -> RGBColor {
    let [_, red, green, blue] = hex.to_be_bytes();
    RGBColor(red, green, blue)
}

const LIGHT: Palette = Palette {
    name: "light",
    page: rgb(0xfb_faf8),
    surface: rgb(0xff_ffff),
    sunk: rgb(0xe9_e7e3),
    ink: [rgb(0x1b_232c), rgb(0x47_5360), rgb(0x62_6d79)],
    line: rgb(0xe2_e0dc),
    strong_line: rgb(0xc9_c6c0),
    control: Hue { text: rgb(0x6d_429f), mark: rgb(0x7b_52ab) },
    engaged: Hue { text: rgb(0x0f_7457), mark: rgb(0x1b_9e77) },
    drift: Hue { text: rgb(0x9c_4a0c), mark: rgb(0xd9_761a) },
    others: [rgb(0x5f_8099), rgb(0xc5_c2ba), rgb(0xe4_e1db)],
    tint: [0.20, 0.09],
};

const DARK: Palette = Palette {
    name: "dark",
    page: rgb(0x12_161b),
    surface: rgb(0x18_1d24),
    sunk: rgb(0x26_2d36),
    ink: [rgb(0xe8_eaed), rgb(0xb3_bcc7), rgb(0x96_a1ad)],
    line: rgb(0x2b_323b),
    strong_line: rgb(0x46_505b),
    control: Hue { text: rgb(0xc0_a4e6), mark: rgb(0xa8_83d6) },
    engaged: Hue { text: rgb(0x58_c9a5), mark: rgb(0x35_b48b) },
    drift: Hue { text: rgb(0xf2_ab66), mark: rgb(0xe5_8c39) },
    others: [rgb(0x7f_a3bf), rgb(0x54_5d67), rgb(0x34_3c45)],
    tint: [0.24, 0.10],
};

impl Palette {
    /// The colours of a theme.
    pub(super) const fn of(theme: Theme) -> Self {
        match theme {
            Theme::Light => LIGHT,
            Theme::Dark => DARK,
        }
    }

    /// The hue of a pressure.
    pub(super) const fn axis(&self, axis: Axis) -> Hue {
        match axis {
            Axis::Control => self.control,
            Axis::Drift => self.drift,
        }
    }

    /// The hue of a zone: both ends at once and unclear are ink, since no hue is theirs.
    pub(super) fn zone(&self, zone: Zone) -> Hue {
        match crate::render::words::sure(zone) {
            Ok(sure) => self.sure_zone(sure),
            Err(_) => Hue { text: self.ink[0], mark: self.ink[1] },
        }
    }

    /// The hue of a sure zone.
    pub(super) fn sure_zone(&self, zone: SureZone) -> Hue {
        match zone {
            SureZone::MicroEngaged => self.engaged,
            SureZone::ApprovalBound => self.control,
            SureZone::Drifting => self.drift,
            SureZone::PulledBothWays => Hue { text: self.ink[0], mark: self.ink[1] },
        }
    }

    /// The fill of a kind of wait.
    pub(super) const fn wait(&self, kind: WaitKind) -> RGBColor {
        match kind {
            WaitKind::LeaderAnswered | WaitKind::LeaderBypassed | WaitKind::LeaderAbsent => {
                self.control.mark
            }
            WaitKind::Peer => self.others[0],
            WaitKind::NobodyAsked => self.drift.mark,
            WaitKind::Author => self.others[1],
            WaitKind::ToMerge => self.others[2],
            WaitKind::Draft => self.surface,
            WaitKind::CiUnknown => self.strong_line,
        }
    }
}
