"""Pages of casework: work lists, registers, records and their acts. All of them follow from declarations."""
