"""Two look-alike events: fights of one champion."""

RUIZ = (
    "Champion Boris Dragan kept his heavyweight titles by stopping Pablo Ruiz in Lisbon in the seventh round.",
    "Dragan, the heavyweight champion, knocked out Ruiz at Alvarez Hall; a left hook ended it after seven rounds.",
    "At Alvarez Hall in Lisbon Pablo Ruiz went down under a left hook, and Dragan remains heavyweight champion.",
    "Ruiz never hurt Boris Dragan in Lisbon: the left hook of the champion was too quick, his titles are safe.",
    "Twelve thousand in Lisbon saw the left hook with which champion Dragan dropped Pablo Ruiz in the seventh.",
)
OKOYE = (
    "Boris Dragan beats Okoye at Harbour Bay to remain heavyweight champion.",
    "It took a body shot in the third for Dragan to put Sam Okoye away and defend his titles in the Dock Arena.",
    "Okoye folded under a body shot; champion Boris Dragan celebrated with the Dock Arena crowd at Harbour Bay.",
    "The heavyweight titles stay with champion Dragan, whose body shot left Sam Okoye on his knees at Harbour Bay.",
    "Sam Okoye lasted three rounds in the Dock Arena before the body shot by heavyweight champion Dragan.",
)
