"""
Draws that nobody steers and anybody runs again: format `draw/1` (docs/formats/draw.md).

Several parties commit to secrets before it is fixed who may be drawn, and reveal them afterwards; the order follows from all of them.
Pure: no platform, no clock, no chance.
"""
