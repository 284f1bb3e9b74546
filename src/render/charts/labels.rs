//! Labels beside points, none over another or a mark.

use super::canvas::{Area, Point, Type};

/// A label to be placed.
pub(super) struct Wish<'a> {
    /// The point that it names.
    pub(super) point: Point,
    /// Radius of the mark there.
    pub(super) radius: f64,
    /// Its text.
    pub(super) text: &'a str,
}

/// Where a label went.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// Left end of its baseline.
    pub(super) baseline: Point,
    /// Its box.
    pub(super) area: Area,
    /// Whether it is far enough from its point to need a line.
    pub(super) far: bool,
}

/// Distances from the mark that are tried, nearest first.
const DISTANCES: [f64; 5] = [4.0, 12.0, 24.0, 40.0, 60.0];

/// Directions that are tried, best first: right, left, above, below, and the diagonals.
const DIRECTIONS: [(f64, f64); 8] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.0, -1.0),
    (0.0, 1.0),
    (0.8, -0.8),
    (0.8, 0.8),
    (-0.8, -0.8),
    (-0.8, 0.8),
];

/// Places each wish inside `bounds`, in order, clear of all marks, and of `lines` where that can be;
/// `None` where there is no room.
pub(super) fn place(
    wishes: &[Wish<'_>],
    style: Type,
    bounds: Area,
    lines: &[Area],
) -> Vec<Option<Place>> {
    let mut taken: Vec<Area> =
        wishes.iter().map(|wish| around(wish.point, wish.radius + 2.0)).collect();
    let mut places = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let free = |place: &Place, areas: &[Area]| {
            inside(&place.area, &bounds) && !areas.iter().any(|area| area.overlaps(&place.area))
        };
        let place = candidates(wish, style)
            .find(|place| free(place, &taken) && free(place, lines))
            .or_else(|| candidates(wish, style).find(|place| free(place, &taken)));
        taken.extend(place.map(|place| place.area));
        places.push(place);
    }
    places
}

fn candidates(wish: &Wish<'_>, style: Type) -> impl Iterator<Item = Place> {
    let (width, height) = (style.width(wish.text), style.size);
    let ((x, y), radius) = (wish.point, wish.radius);
    DISTANCES.into_iter().flat_map(move |distance| {
        DIRECTIONS.into_iter().map(move |(across, down)| {
            let reach = radius + distance;
            let left = x + across * reach + width * (across.signum_or_zero() - 1.0) / 2.0;
            let middle = y + down * (reach + height * 0.45);
            let area = Area {
                left,
                right: left + width,
                top: middle - height * 0.56,
                bottom: middle + height * 0.56,
            };
            Place { baseline: (left, middle + height * 0.36), area, far: distance > 12.0 }
        })
    })
}

/// The sign of a direction, with zero for none.
trait SignumOrZero {
    fn signum_or_zero(self) -> f64;
}

impl SignumOrZero for f64 {
    fn signum_or_zero(self) -> f64 {
        if self == 0.0 { 0.0 } else { self.signum() }
    }
}

fn around((x, y): Point, radius: f64) -> Area {
    Area { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius }
}

fn inside(area: &Area, bounds: &Area) -> bool {
    area.left >= bounds.left
        && area.right <= bounds.right
        && area.top >= bounds.top
        && area.bottom <= bounds.bottom
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::render::charts::{Theme, font, palette::Palette};

    const BOUNDS: Area = Area { left: 0.0, top: 0.0, right: 600.0, bottom: 600.0 };

    proptest! {
        #[test]
        fn labels_keep_apart(points in prop::collection::vec((0.0..600.0, 0.0..600.0), 1..40)) {
            font::register().expect("the embedded font");
            let style = Type::new(13.0, Palette::of(Theme::Light).ink[0]);
            let wishes: Vec<Wish<'_>> = points
                .iter()
                .map(|point| Wish { point: *point, radius: 8.0, text: "payments-core" })
                .collect();
            let places = place(&wishes, style, BOUNDS, &[]);
            prop_assert_eq!(places.len(), wishes.len());
            let placed: Vec<Place> = places.into_iter().flatten().collect();
            for (index, place) in placed.iter().enumerate() {
                prop_assert!(inside(&place.area, &BOUNDS));
                for other in placed.iter().skip(index + 1) {
                    prop_assert!(!place.area.overlaps(&other.area));
                }
                for wish in &wishes {
                    prop_assert!(!place.area.overlaps(&around(wish.point, wish.radius)));
                }
            }
        }
    }

    #[test]
    fn a_point_alone_is_named_on_its_right() {
        font::register().expect("the embedded font");
        let style = Type::new(13.0, Palette::of(Theme::Light).ink[0]);
        let wish = Wish { point: (100.0, 100.0), radius: 8.0, text: "Billing" };
        let place = place(&[wish], style, BOUNDS, &[]).pop().flatten().expect("room");
        assert!(place.area.left > 108.0 && !place.far);
    }
}
