//! Rows in a total order, so that the same rows give the same bytes wherever they came from.

use std::cmp::Ordering;

use super::table::{Column, Values};

/// Sorts the rows of a table by its columns from left to right; NULL comes first. Columns must be
/// of one length.
pub fn rows(columns: &mut [Column]) {
    let height = columns.first().map_or(0, |c| c.values.len());
    let mut order: Vec<usize> = (0..height).collect();
    order.sort_by(|a, b| {
        let unequal = columns.iter().map(|c| compare(&c.values, *a, *b)).find(|o| o.is_ne());
        unequal.unwrap_or(Ordering::Equal)
    });
    for column in columns {
        match &mut column.values {
            Values::Int(v) | Values::Instant(v) => arrange(v, &order),
            Values::Float(v) => arrange(v, &order),
            Values::Bool(v) => arrange(v, &order),
            Values::Text(v) => arrange(v, &order),
        }
    }
}

fn compare(values: &Values, a: usize, b: usize) -> Ordering {
    match values {
        Values::Int(v) | Values::Instant(v) => v.get(a).cmp(&v.get(b)),
        Values::Bool(v) => v.get(a).cmp(&v.get(b)),
        Values::Text(v) => v.get(a).cmp(&v.get(b)),
        Values::Float(v) => match (v.get(a).copied().flatten(), v.get(b).copied().flatten()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        },
    }
}

fn arrange<T>(values: &mut Vec<Option<T>>, order: &[usize]) {
    let mut old = std::mem::take(values);
    *values = order.iter().map(|row| old.get_mut(*row).and_then(Option::take)).collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_decides_in_turn() {
        let column = |name: &str, values| Column { name: name.to_owned(), values };
        let text = |v: &[&str]| Values::Text(v.iter().map(|t| Some((*t).into())).collect());
        let mut columns = vec![
            column("a", text(&["y", "x", "x", "x"])),
            column("b", Values::Float(vec![None, Some(2.0), Some(-1.0), None])),
            column("c", Values::Int(vec![Some(1), Some(2), Some(3), Some(4)])),
        ];
        rows(&mut columns);
        assert_eq!(columns[0].values, text(&["x", "x", "x", "y"]));
        assert_eq!(columns[1].values, Values::Float(vec![None, Some(-1.0), Some(2.0), None]));
        assert_eq!(columns[2].values, Values::Int(vec![Some(4), Some(3), Some(2), Some(1)]));
    }

    proptest::proptest! {
        #[test]
        fn the_order_in_which_rows_come_does_not_matter(
            mut values in proptest::collection::vec(proptest::option::of(-3_i64..3), 0..12)
        ) {
            let sorted = |v: &[Option<i64>]| {
                let mut columns =
                    vec![Column { name: "n".to_owned(), values: Values::Int(v.to_vec()) }];
                rows(&mut columns);
                columns
            };
            let one = sorted(&values);
            values.reverse();
            proptest::prop_assert_eq!(one, sorted(&values));
        }
    }
}
